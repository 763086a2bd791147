import type { JsonObject } from '@pylon/core'
import type { TokenSet } from '../token-set.ts'

/** Reads a token answer (RFC 6749 §5.1); null when it holds no bearer token. */
export function parseTokenSet(body: JsonObject, now: number): TokenSet | null {
  const accessToken = tokenIn(body.access_token)
  const { token_type: type = 'bearer' } = body // some leave it out
  if (accessToken === null || typeof type !== 'string' || type.toLowerCase() !== 'bearer') return null
  return {
    accessToken,
    refreshToken: tokenIn(body.refresh_token),
    idToken: tokenIn(body.id_token),
    accessTokenExpiresAt: expiryIn(body.expires_in, now),
    refreshTokenExpiresAt: expiryIn(body.refresh_token_expires_in ?? body.refresh_expires_in, now),
    scope: scopeIn(body.scope),
  }
}

const maxTokenLength = 32_768

const tokenIn = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' && value.length <= maxTokenLength && value.isWellFormed() ? value : null

const longestLifetimeSecs = 10 * 365 * 86_400

/** Seconds as a number, or as a text, which a few write. Null for what is no lifetime. */
function expiryIn(value: unknown, now: number): number | null {
  const secs = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value
  if (typeof secs !== 'number' || !Number.isFinite(secs) || secs <= 0) return null
  return now + Math.min(Math.floor(secs), longestLifetimeSecs)
}

/** Twitch sends a list. */
function scopeIn(value: unknown): string | null {
  const text = Array.isArray(value) ? value.filter(each => typeof each === 'string').join(' ') : value
  return typeof text === 'string' && text !== '' && text.isWellFormed() ? text.slice(0, 4096) : null
}
