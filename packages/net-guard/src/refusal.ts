import { NetGuardError, type NetGuardReason } from './net-guard-error.ts'

/** The refusal behind an error: fetch wraps what its connector throws. Errors that are none come back as they are. */
export function refusalBehind(error: unknown, host: string): unknown {
  for (let inner = error, depth = 0; inner instanceof Error && depth < maxDepth; inner = inner.cause, depth++) {
    if (inner instanceof NetGuardError) return inner
    const reason = 'code' in inner ? reasons[String(inner.code)] : undefined
    if (reason !== undefined) return new NetGuardError(host, reason)
  }
  return error
}

const maxDepth = 8

/** Codes of undici's own bounds. */
const reasons: Readonly<Record<string, NetGuardReason>> = {
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'size',
  UND_ERR_CONNECT_TIMEOUT: 'time',
  UND_ERR_HEADERS_TIMEOUT: 'time',
  UND_ERR_BODY_TIMEOUT: 'time',
}
