import { PylonError } from './errors.ts'

export interface RedirectTargetOptions {
  /** This server's own origin; paths count from here. */
  readonly publicUrl: string
  readonly trustedOrigins: readonly string[]
}

/**
 * The URL to send a browser to: a path of this server, or a URL at a trusted origin, compared as parsed origins and
 * serialised again; null for anything else (open redirects: `//evil`, `/\evil`, `https:evil`, `javascript:`, user info).
 *
 * @example
 * import { redirectTarget } from '@pylon/core'
 *
 * const own = { publicUrl: 'https://id.example.com', trustedOrigins: ['https://app.example.com'] }
 * redirectTarget('/welcome', own) // 'https://id.example.com/welcome'
 * redirectTarget('//evil.example', own) // null
 */
export function redirectTarget(text: string, { publicUrl, trustedOrigins }: RedirectTargetOptions): string | null {
  if (text.length > maxLength || !/^(?:https?:\/\/|\/(?![/\\]))[^\\\s\p{Cc}]*$/iu.test(text)) return null
  if (!URL.canParse(text, publicUrl)) return null
  const url = new URL(text, publicUrl)
  if (url.username !== '' || url.password !== '') return null
  const isTrusted = [publicUrl, ...trustedOrigins].some(each => new URL(each).origin === url.origin)
  return isTrusted ? url.href : null
}

const maxLength = 2_048

export const untrustedRedirect = (): PylonError =>
  new PylonError('UNTRUSTED_REDIRECT', 403, 'That address is not one this server sends browsers to')
