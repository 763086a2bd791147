import type { AuthContext } from './auth-context.ts'
import type { RequestContext } from './context.ts'

/** Recognises one kind of credential: null for "not mine"; throws a `PylonError` for "mine, but bad". */
export interface Authenticator {
  readonly name: string
  authenticate(ctx: RequestContext): Promise<AuthContext | null>
}

/**
 * Reads the credential of an `Authorization: Bearer` header.
 * Null without one, or with another scheme; empty when the scheme stands there without a well-formed token (RFC 6750 §2.1),
 * which leaves the caller anonymous: a bearer wins over the cookie even when it resolves to nothing.
 */
export function bearerFrom(ctx: RequestContext): string | null {
  const header = ctx.header('authorization')
  if (header === null) return null
  if (header.startsWith('Bearer pylon_')) return header.slice(7) // the usual case, without a regular expression
  const match = bearerForm.exec(header)
  return match === null ? null : (match[1] ?? '')
}

const bearerForm = /^bearer(?:$| +([\w\-.~+/]+=*)$| )/i
