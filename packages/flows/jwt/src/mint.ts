import { ConfigError, generateId } from '@pylon/core'
import { maxJwtLength } from './compact.ts'
import { ownHeaderSegment } from './header.ts'
import { secretKey, signText } from './secret.ts'

export interface JwtMinterOptions {
  /** At least 32 bytes; a text counts as its UTF-8 bytes. */
  readonly secret: string | Uint8Array
  /** Goes into every token as `iss`. */
  readonly issuer: string
}

/** What one token says. */
export interface JwtGrant {
  readonly subject: string
  readonly roles: readonly string[]
  /** Default null: the token names no tenant. */
  readonly tenantId?: string | null
  readonly expiresAt: number
  readonly now: number
  /** Default a new random one. */
  readonly jti?: string
}

export interface JwtMinter {
  /** Throws `RangeError` for what would never verify: no subject, times that are no whole seconds, over 8 KiB. */
  mint(grant: JwtGrant): string
}

/**
 * Makes HS256 tokens in the compact form (RFC 7519).
 *
 * Throws `ConfigError` for a secret under 32 bytes or an empty issuer.
 *
 * @example
 * import { systemClock } from '@pylon/core'
 * import { createJwtMinter } from '@pylon/jwt'
 *
 * const minter = createJwtMinter({ secret: 'a long random secret of the application', issuer: 'https://app.example.com' })
 * const now = systemClock()
 * const token = minter.mint({ subject: 'usr_1', roles: ['member'], expiresAt: now + 3600, now })
 */
export function createJwtMinter({ secret, issuer }: JwtMinterOptions): JwtMinter {
  const key = secretKey('secret', secret)
  if (issuer === '') throw new ConfigError(['issuer: expected a text, found an empty one'])

  return {
    mint(grant) {
      checkGrant(grant)
      const payload = Buffer.from(JSON.stringify(claimsOf(grant, issuer))).toString('base64url')
      const text = `${ownHeaderSegment}.${payload}`
      const token = `${text}.${signText(text, key)}`
      if (token.length > maxJwtLength) throw new RangeError(`a JWT of ${token.length} characters would be refused`)
      return token
    },
  }
}

/**
 * Makes one token; `createJwtMinter` reads the secret once for many.
 *
 * Throws as `createJwtMinter` and `mint` do.
 *
 * @example
 * import { mintJwt } from '@pylon/jwt'
 *
 * const secret = 'a long random secret of the application'
 * const grant = { subject: 'usr_1', roles: [], now: 1_800_000_000, expiresAt: 1_800_003_600 }
 * const token = mintJwt({ secret, issuer: 'https://app.example.com', ...grant })
 */
export function mintJwt({ secret, issuer, ...grant }: JwtMinterOptions & JwtGrant): string {
  return createJwtMinter({ secret, issuer }).mint(grant)
}

function checkGrant({ subject, expiresAt, now }: JwtGrant): void {
  if (subject === '' || !subject.isWellFormed()) throw new RangeError('subject: expected a text')
  if (![expiresAt, now].every(Number.isSafeInteger)) throw new RangeError('expiresAt, now: expected unix seconds')
}

function claimsOf({ subject, roles, tenantId = null, expiresAt, now, jti }: JwtGrant, issuer: string): object {
  return {
    sub: subject,
    iat: now,
    exp: expiresAt,
    iss: issuer,
    ...(tenantId === null ? {} : { tenant_id: tenantId }),
    roles,
    jti: jti ?? generateId('jwt_'),
  }
}
