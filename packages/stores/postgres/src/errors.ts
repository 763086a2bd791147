import { ConfigError, PylonError, storeUnavailable } from '@pylon/core'

/** What PostgreSQL itself answers; by its shape, for a pool that was handed in may bring its own copy of the driver. */
export interface ServerError extends Error {
  readonly code: string
  readonly severity: string
}

export const isServerError = (error: unknown): error is ServerError =>
  error instanceof Error && 'severity' in error && 'code' in error && typeof error.code === 'string'

/** What a method throws: 503 when the database cannot be used, everything else as it is, for that is a bug. */
export function toStoreError(error: unknown): unknown {
  if (error instanceof PylonError || error instanceof ConfigError || isBug(error)) return error
  hideSecrets(error)
  if (!isServerError(error)) return storeUnavailable(error) // refused, reset, timed out, ended
  return unavailable.test(error.code) ? storeUnavailable(error) : error
}

/**
 * Classes and codes of Appendix A that tell of the server, not of the statement: connection, authorization, deadlock,
 * read-only, time limits, resources, operator, system, corruption; tables that are gone or not ours any more.
 */
const unavailable = /^(08|28|3D|3F|40|53|57|58)|^(25006|25P03|25P04|42501|42P01|55P03|XX001|XX002)$/

const isBug = (error: unknown): boolean =>
  !(error instanceof Error) || error instanceof TypeError || error instanceof RangeError

/** Here the server quotes rows and parameters, and the pool hangs the client with its password: all that reaches logs. */
function hideSecrets(error: unknown): void {
  for (const name of ['detail', 'where', 'client']) Reflect.deleteProperty(error as Error, name) // isBug looked
}

/** Whether the connection is of no use any more. One that may only read points at a server that is no longer the first. */
export const isBroken = (error: unknown): boolean =>
  !isServerError(error) || error.severity !== 'ERROR' || error.code === '25006'

export const isUniqueViolation = (error: unknown): boolean => isServerError(error) && error.code === '23505'

/** What stops a start: one sentence that names the place, never the password. */
export function toConfigError(error: unknown, place: string): unknown {
  const problem = isServerError(error) ? problems[error.code] : driverProblem(error)
  return problem === undefined ? toStoreError(error) : new ConfigError([`${place}: ${problem}`])
}

const problems: Readonly<Record<string, string>> = {
  '28P01': 'the user or the password is wrong',
  '28000': 'the server does not let this user in from here',
  '3D000': 'there is no such database',
  '42501': 'this user may not make or read the tables; grant CREATE on the schema for the first start',
}

function driverProblem(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : ''
  if (message.startsWith('SASL')) return 'the server wants a password, and none or a wrong one was given'
  return message.includes('does not support SSL') ? 'the server does not support TLS' : undefined
}
