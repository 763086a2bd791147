import { PylonError } from './errors.ts'
import { jsonReply, type Reply } from './reply.ts'

/** Turns whatever was thrown into a refusal: what is no `PylonError` is `INTERNAL`, and says nothing of its cause. */
export function toPylonError(thrown: unknown): PylonError {
  if (thrown instanceof PylonError) return thrown
  return new PylonError('INTERNAL', 500, 'Something went wrong here', { cause: thrown })
}

/** The error envelope. */
export function errorReply(error: PylonError): Reply {
  const body = { error: { ...error.details, code: error.code, message: error.message } }
  // RFC 9110 §11.6.1: a 401 names the scheme
  return jsonReply(
    error.status,
    body,
    error.status === 401 ? [['WWW-Authenticate', 'Bearer'], ...error.headers] : error.headers,
  )
}
