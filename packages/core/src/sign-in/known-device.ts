import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { constantTimeEqual } from '../constant-time.ts'
import type { RequestContext } from '../context.ts'
import type { Cookie } from '../cookie.ts'
import { deriveKey } from '../keys.ts'
import { generateId } from '../token.ts'

export interface KnownDevicesOptions {
  readonly cookie: Cookie
  /** Signs the marks. */
  readonly secret: string
  /** Marks signed with these are still known. */
  readonly previousSecrets?: readonly string[]
}

/** Tells browsers that signed in to an account before from strangers, by a signed cookie that nothing is stored of. */
export interface KnownDevices {
  /** The device's own name when it signed in with this email before. */
  find(ctx: RequestContext, email: string): string | null
  /** The `Set-Cookie` value that makes this browser known; null when it already is. */
  mark(ctx: RequestContext, email: string): string | null
}

/**
 * Marks browsers so that lockouts can count them apart.
 *
 * @example
 * import { createAuthCookies, createKnownDevices } from '@pylon/core'
 *
 * const cookies = createAuthCookies()
 * const knownDevices = createKnownDevices({ cookie: cookies.knownDevice, secret: 'a long random application secret' })
 */
export function createKnownDevices({ cookie, secret, previousSecrets = [] }: KnownDevicesOptions): KnownDevices {
  const [key, ...previousKeys] = [secret, ...previousSecrets].map(toKey)

  function find(ctx: RequestContext, email: string): string | null {
    const [id = '', signature = ''] = (ctx.cookie(cookie.name) ?? '').split('.')
    const isKnown = [key, ...previousKeys].some(each => constantTimeEqual(signature, sign(each, id, email)))
    return isKnown ? id : null
  }

  function mark(ctx: RequestContext, email: string): string | null {
    if (find(ctx, email) !== null) return null
    const id = generateId('')
    return cookie.set(`${id}.${sign(key, id, email)}`, null)
  }

  return { find, mark }
}

const toKey = (secret: string): KeyObject => createSecretKey(deriveKey(secret, 'pylon known device'))

const sign = (key: KeyObject | undefined, id: string, email: string): string =>
  createHmac('sha256', key as KeyObject) // the first of a non-empty list
    .update(`${id}\n${email}`)
    .digest('base64url')
