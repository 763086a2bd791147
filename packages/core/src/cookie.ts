import { ConfigError } from './errors.ts'

export type SameSite = 'lax' | 'strict' | 'none'

export interface CookieConfig {
  /** Default `pylon_session`. */
  readonly name?: string
  /** Default null: the cookie goes to the host that set it alone. */
  readonly domain?: string | null
  /** Default `lax`. */
  readonly sameSite?: SameSite
  /** Default true: browsers send the cookie over TLS, and to loopback, alone. */
  readonly secure?: boolean
  /** Default false: no script of a page reads it. */
  readonly allowScripts?: boolean
}

/** Builds and reads one cookie. */
export interface Cookie {
  /** The name on the wire, `__Host-` included. */
  readonly name: string
  /** The `Set-Cookie` value; `maxAgeSecs` null lasts as long as browsers allow. */
  set(value: string, maxAgeSecs: number | null): string
  /** The `Set-Cookie` value that removes it. */
  clear(): string
}

/**
 * Describes a cookie: HttpOnly, `Path=/`, and with the `__Host-` prefix when it is secure and host only
 * (RFC 6265bis §4.1.3).
 *
 * Throws `ConfigError` for `none` without secure, and for names or domains that do not fit a header.
 *
 * @example
 * import { createCookie } from '@pylon/core'
 *
 * const cookie = createCookie({ name: 'acme_session' })
 * cookie.set('value', 3600) // __Host-acme_session=value; Path=/; …
 */
export function createCookie({
  name = 'pylon_session',
  domain = null,
  sameSite = 'lax',
  secure = true,
  allowScripts = false,
}: CookieConfig = {}): Cookie {
  checkConfig(name, domain, sameSite, secure)
  const wireName = secure && domain === null ? `__Host-${name}` : name
  const attributes =
    `; Path=/${domain === null ? '' : `; Domain=${domain}`}${allowScripts ? '' : '; HttpOnly'}` +
    `${secure ? '; Secure' : ''}; SameSite=${sameSiteValue[sameSite]}`

  return {
    name: wireName,
    set: (value, maxAgeSecs) => `${wireName}=${value}; Max-Age=${maxAgeSecs ?? longestMaxAgeSecs}${attributes}`,
    clear: () => `${wireName}=; Max-Age=0${attributes}`,
  }
}

/**
 * Reads a cookie from a `Cookie` header; null when it is not there, or there with two different values:
 * a subdomain may have planted one of them (cookie tossing).
 */
export function parseCookie(header: string, name: string): string | null {
  let found: string | null = null
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=')
    if (equals === -1 || pair.slice(0, equals).trim() !== name) continue
    const value = pair.slice(equals + 1).trim()
    if (found !== null && found !== value) return null
    found = value
  }
  return found
}

const longestMaxAgeSecs = 400 * 86_400 // RFC 6265bis §5.5

const sameSiteValue: Record<SameSite, string> = { lax: 'Lax', strict: 'Strict', none: 'None' }

function checkConfig(name: string, domain: string | null, sameSite: SameSite, secure: boolean): void {
  const problems: string[] = []
  if (!/^[\w!#$%&'*+\-.^`|~]+$/.test(name))
    problems.push(`cookie name: ${JSON.stringify(name)} has characters that a cookie name cannot have`)
  if (domain !== null && !/^\.?[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(domain))
    problems.push(`cookie domain: ${JSON.stringify(domain)} is no host name`)
  if (sameSite === 'none' && !secure) problems.push('cookie: SameSite none needs secure, browsers drop it otherwise')
  if (problems.length > 0) throw new ConfigError(problems)
}
