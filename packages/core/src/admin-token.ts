import { type AuthContext, anonymous } from './auth-context.ts'
import { type Authenticator, bearerFrom } from './authenticator.ts'
import { constantTimeEqual } from './constant-time.ts'
import { ConfigError } from './errors.ts'

export interface AdminTokenOptions {
  /** Accepts a token under 32 characters; for development only. */
  readonly allowShortToken?: boolean
}

/**
 * Recognises the operator by one long secret, compared in constant time.
 *
 * Throws `ConfigError` for a token under 32 characters or an empty one.
 *
 * @example
 * import { adminToken, generateToken } from '@pylon/core'
 *
 * const authenticator = adminToken(generateToken('admin_'))
 */
export function adminToken(token: string, { allowShortToken = false }: AdminTokenOptions = {}): Authenticator {
  if (token.length < (allowShortToken ? 1 : 32)) {
    throw new ConfigError([`admin token: expected at least 32 characters, found ${token.length}`])
  }

  return {
    name: 'admin-token',
    async authenticate(ctx) {
      const bearer = bearerFrom(ctx)
      // a bearer of another length is no secret worth the time: this runs on every request
      return bearer?.length === token.length && constantTimeEqual(bearer, token) ? admin : null
    },
  }
}

const admin: AuthContext = Object.freeze({
  ...anonymous,
  via: 'admin-token',
  isAdmin: true,
  roles: Object.freeze(['admin']),
})
