import type { JsonObject } from '@pylon/core'
import { objectAt } from '../providers/read.ts'
import type { JsonAnswer } from './json-request.ts'

/** What is wrong with an answer, by its status and the error in its body, which some send with 200; null when nothing. */
export function problemOf({ status, body }: JsonAnswer): string | null {
  const code = errorCodeOf(objectAt(body))
  const isGood = status >= 200 && status < 300
  if (isGood) return code
  return code === null ? `status ${status}` : `status ${status}, ${code}`
}

/**
 * The provider's own error code, if it is one that is written down somewhere; `unlisted_error` for any other text:
 * a broken provider may put there what it was sent, a code or a secret.
 */
function errorCodeOf({ error }: JsonObject): string | null {
  if (error === undefined || error === null || error === '') return null
  const code = typeof error === 'string' ? error : objectAt(error).code
  if (code === 'ok') return null // TikTok says so of every good answer
  return typeof code === 'string' ? listedCode(code) : 'unlisted_error'
}

export const listedCode = (code: string): string => (listedCodes.has(code) ? code : 'unlisted_error')

/** RFC 6749 §4.1.2.1 and §5.2, RFC 6750 §3.1, OpenID Connect Core §3.1.2.6, and the big providers' own. */
const listedCodes: ReadonlySet<string> = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'unsupported_response_type',
  'invalid_scope',
  'access_denied',
  'server_error',
  'temporarily_unavailable',
  'invalid_token',
  'insufficient_scope',
  'interaction_required',
  'login_required',
  'account_selection_required',
  'consent_required',
  'registration_not_supported',
  'redirect_uri_mismatch',
  'bad_verification_code',
  'incorrect_client_credentials',
  'bad_refresh_token',
  'unverified_user_email',
  'invalid_code',
  'code_already_used',
  'user_cancelled_authorize',
  'user_cancelled_login',
  'user_denied',
])

/** Whether the user said no, as against something being broken. */
export const isRefusalByUser = (code: string): boolean => refusalsByUser.has(code)

const refusalsByUser: ReadonlySet<string> = new Set([
  'access_denied',
  'user_cancelled_authorize',
  'user_cancelled_login',
  'user_denied',
])
