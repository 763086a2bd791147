import { type Cookie, type CookieConfig, createCookie } from './cookie.ts'

/** The cookies that sign-in uses. */
export interface AuthCookies {
  readonly session: Cookie
  readonly challenge: Cookie
  readonly knownDevice: Cookie
  readonly trustedDevice: Cookie
}

/**
 * Describes the cookies of sign-in alike; the name in `config` is the session's.
 *
 * @example
 * import { createAuthCookies } from '@pylon/core'
 *
 * const cookies = createAuthCookies({ sameSite: 'strict' })
 */
export function createAuthCookies(config: CookieConfig = {}): AuthCookies {
  return {
    session: createCookie(config),
    challenge: createCookie({ ...config, name: 'pylon_challenge' }),
    knownDevice: createCookie({ ...config, name: 'pylon_known_device' }),
    trustedDevice: createCookie({ ...config, name: 'pylon_trusted_device' }),
  }
}
