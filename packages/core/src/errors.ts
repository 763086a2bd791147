import type { HeaderList } from './reply.ts'

export interface PylonErrorOptions {
  /** Extra members of the error envelope, in snake_case as they go on the wire. */
  readonly details?: Readonly<Record<string, unknown>>
  readonly headers?: HeaderList
  readonly cause?: unknown
}

/**
 * Refuses a request: the code and message reach the client, the cause only the log.
 *
 * @example
 * import { PylonError } from '@pylon/core'
 *
 * throw new PylonError('SEAT_TAKEN', 409, 'That seat is taken', { details: { seat: '4A' } })
 */
export class PylonError extends Error {
  override readonly name: string = 'PylonError'
  readonly code: string
  readonly status: number
  readonly details: Readonly<Record<string, unknown>>
  readonly headers: HeaderList

  constructor(code: string, status: number, message: string, options: PylonErrorOptions = {}) {
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0 // a refusal is no bug: under a flood its stack would cost more than its answer
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    Error.stackTraceLimit = stackTraceLimit
    this.code = code
    this.status = status
    this.details = options.details ?? {}
    this.headers = options.headers ?? []
  }
}

/**
 * Stops a start: carries every problem that was found, not only the first.
 *
 * @example
 * import { ConfigError } from '@pylon/core'
 *
 * throw new ConfigError(['maxConcurrent: expected a whole number of at least 1, found 0'])
 */
export class ConfigError extends Error {
  override readonly name: string = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

export const invalidJson = (message: string, cause?: unknown): PylonError =>
  new PylonError('INVALID_JSON', 400, message, { cause })

export interface FieldProblem {
  readonly path: string
  readonly message: string
}

export const invalidRequest = (fields: readonly FieldProblem[]): PylonError =>
  new PylonError('INVALID_REQUEST', 400, 'A field is missing or has the wrong type or size', { details: { fields } })

export const authRequired = (): PylonError => new PylonError('AUTH_REQUIRED', 401, 'Sign in first')

export const forbidden = (): PylonError => new PylonError('FORBIDDEN', 403, 'You are not allowed to do this')

export const apiKeyAuthForbidden = (): PylonError =>
  new PylonError('API_KEY_AUTH_FORBIDDEN', 403, 'This route takes a session, not an API key or a JWT')

export const reauthRequired = (): PylonError =>
  new PylonError('REAUTH_REQUIRED', 403, 'Prove your identity again to do this')

export const notFound = (): PylonError => new PylonError('NOT_FOUND', 404, 'No such route')

export const methodNotAllowed = (allow: string): PylonError =>
  new PylonError('METHOD_NOT_ALLOWED', 405, 'This route does not take that method', { headers: [['Allow', allow]] })

export const payloadTooLarge = (maxBodyBytes: number): PylonError =>
  new PylonError('PAYLOAD_TOO_LARGE', 413, `The body is larger than ${maxBodyBytes} bytes`)

export const unsupportedMediaType = (): PylonError =>
  new PylonError('UNSUPPORTED_MEDIA_TYPE', 415, 'Send the body as application/json')

/** Refuses with the seconds to wait, in the `Retry-After` header and the envelope (RFC 9110 §10.2.3). */
export const retryLater = (code: string, status: 429 | 503, message: string, retryAfterSecs: number): PylonError =>
  new PylonError(code, status, message, {
    details: { retry_after_secs: retryAfterSecs },
    headers: [['Retry-After', String(retryAfterSecs)]],
  })

/** What a store throws when its database cannot be reached or cannot write. */
export const storeUnavailable = (cause: unknown): PylonError =>
  new PylonError('STORE_UNAVAILABLE', 503, 'The database is not available', {
    headers: [['Retry-After', '1']],
    cause,
  })

export const missingEmail = (): PylonError => new PylonError('MISSING_EMAIL', 400, 'An email address is required')

export const invalidEmail = (): PylonError => new PylonError('INVALID_EMAIL', 400, 'That is no email address')

export const emailTaken = (): PylonError =>
  new PylonError('EMAIL_TAKEN', 409, 'This email address already has an account')

export const emailNotConfigured = (): PylonError =>
  new PylonError('EMAIL_NOT_CONFIGURED', 501, 'This server has no way to send mail')

export const wrongPassword = (): PylonError =>
  new PylonError('WRONG_PASSWORD', 401, 'The current password is incorrect')

export const invalidCode = (): PylonError => new PylonError('INVALID_CODE', 401, 'This code is wrong or has expired')

export const invalidToken = (): PylonError =>
  new PylonError('INVALID_TOKEN', 401, 'This link is wrong, was used, or has expired')

export const tooManyAttempts = (retryAfterSecs: number): PylonError =>
  retryLater('TOO_MANY_ATTEMPTS', 429, 'Too many wrong codes; wait before trying again', retryAfterSecs)

export const rateLimited = (retryAfterSecs: number): PylonError =>
  retryLater('RATE_LIMITED', 429, 'Too many requests; wait before trying again', retryAfterSecs)
