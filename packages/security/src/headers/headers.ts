import { randomBytes } from 'node:crypto'
import { ConfigError, type HeaderList, type Plugin, type Reply, type RequestContext } from '@pylon/core'
import { type CspDirectives, directivesOf, type Policy, policyOf, policyProblems } from './content-security-policy.ts'

/** Each text replaces the default, and false turns the header off. */
export interface HeadersOptions {
  /** The server's own origin, from its public URL: without one of https there is no HSTS. Default null. */
  readonly expectedOrigin?: string | null
  /** A whole policy, or directives on top of the default one, which allows nothing. */
  readonly contentSecurityPolicy?: string | CspDirectives | false
  /** Default two years, with subdomains and preloading. */
  readonly strictTransportSecurity?: string | false
  /** Default `nosniff`. */
  readonly contentTypeOptions?: string | false
  /** Default `no-referrer`. */
  readonly referrerPolicy?: string | false
  /** Default no camera, microphone, location, sensors, payment and devices. */
  readonly permissionsPolicy?: string | false
  /** Default `same-origin`. */
  readonly crossOriginOpenerPolicy?: string | false
  /** Default `same-origin`. */
  readonly crossOriginResourcePolicy?: string | false
  /** For browsers that do not know `frame-ancestors`; default `DENY`. */
  readonly frameOptions?: string | false
}

export interface HeadersPlugin extends Plugin {
  /** The nonce of this request, 128 random bits; the policy of its reply names it. */
  nonce(ctx: RequestContext): string
}

/**
 * Gives every reply the headers by which browsers defend the site. A reply's own header of that name stays.
 *
 * Throws `ConfigError`.
 *
 * @example
 * import { createApp } from '@pylon/core'
 * import { headers } from '@pylon/security/headers'
 *
 * const secure = headers({ expectedOrigin: 'https://app.example.com' })
 * const app = createApp({
 *   plugins: [secure],
 *   routes: [
 *     {
 *       method: 'GET',
 *       path: '/',
 *       auth: 'anyone',
 *       handle: async ctx => ({
 *         status: 200,
 *         headers: [['Content-Type', 'text/html; charset=utf-8']],
 *         body: `<!doctype html><title>Hi</title><script nonce="${secure.nonce(ctx)}">document.title += '!'</script>`,
 *       }),
 *     },
 *   ],
 * })
 */
export function headers({
  expectedOrigin = null,
  contentSecurityPolicy = {},
  strictTransportSecurity = 'max-age=63072000; includeSubDomains; preload',
  contentTypeOptions = 'nosniff',
  referrerPolicy = 'no-referrer',
  permissionsPolicy = nothingPermitted,
  crossOriginOpenerPolicy = 'same-origin',
  crossOriginResourcePolicy = 'same-origin',
  frameOptions = 'DENY',
}: HeadersOptions = {}): HeadersPlugin {
  const directives = contentSecurityPolicy === false ? null : directivesOf(contentSecurityPolicy)
  const rest = chosen([
    ['Strict-Transport-Security', isHttps(expectedOrigin) && strictTransportSecurity],
    ['X-Content-Type-Options', contentTypeOptions],
    ['Referrer-Policy', referrerPolicy],
    ['Permissions-Policy', permissionsPolicy],
    ['Cross-Origin-Opener-Policy', crossOriginOpenerPolicy],
    ['Cross-Origin-Resource-Policy', crossOriginResourcePolicy],
    ['X-Frame-Options', frameOptions],
  ])
  checkOptions(expectedOrigin, directives, [...rest, ['strictTransportSecurity', strictTransportSecurity]])
  const policy = directives === null ? null : policyOf(directives)
  const fixed = [...policyHeader(policy, null), ...rest]
  const names = new Set(fixed.map(([name]) => name.toLowerCase()))
  const lengths = new Set(Array.from(names, name => name.length))
  const nonces = new WeakMap<RequestContext, string>()

  function decorated({ status, headers: theirs, body }: Reply, nonce: string | undefined): Reply {
    const ours = nonce === undefined ? fixed : [...policyHeader(policy, nonce), ...rest]
    const hasOwn = theirs.some(([name]) => lengths.has(name.length) && names.has(name.toLowerCase()))
    return { status, headers: theirs.concat(hasOwn ? without(ours, theirs) : ours), body }
  }

  return {
    name: 'headers',
    stage: 'headers',
    handle: (ctx, next) => next().then(reply => decorated(reply, nonces.get(ctx))),
    nonce(ctx) {
      const nonce = nonces.get(ctx) ?? randomBytes(16).toString('base64')
      nonces.set(ctx, nonce)
      return nonce
    },
  }
}

const nothingPermitted = [
  ...['accelerometer', 'camera', 'display-capture', 'geolocation', 'gyroscope', 'hid', 'magnetometer', 'microphone'],
  ...['midi', 'payment', 'serial', 'usb', 'xr-spatial-tracking'],
]
  .map(feature => `${feature}=()`)
  .join(', ')

const chosen = (list: readonly (readonly [name: string, value: string | false])[]): HeaderList =>
  list.filter((header): header is readonly [string, string] => header[1] !== false)

const isHttps = (origin: string | null): boolean => /^https:/i.test(origin ?? '')

function policyHeader(policy: Policy | null, nonce: string | null): HeaderList {
  if (policy === null) return []
  return [['Content-Security-Policy', nonce === null ? policy.fixed : policy.withNonce(nonce)]]
}

function without(ours: HeaderList, theirs: HeaderList): HeaderList {
  const taken = new Set(theirs.map(([name]) => name.toLowerCase()))
  return ours.filter(([name]) => !taken.has(name.toLowerCase()))
}

function checkOptions(
  expectedOrigin: string | null,
  directives: ReturnType<typeof directivesOf> | null,
  values: readonly (readonly [name: string, value: string | false])[],
): void {
  const problems = [...(directives === null ? [] : policyProblems(directives))]
  if (directives?.size === 0) problems.push('contentSecurityPolicy: expected directives, found none')
  if (expectedOrigin !== null && !/^https?:\/\/./i.test(expectedOrigin))
    problems.push(`expectedOrigin: expected an origin of http or https, found ${JSON.stringify(expectedOrigin)}`)
  for (const [name, value] of values) {
    // a line break would let a header of one's own begin
    if (value !== false && !isHeaderValue(value)) problems.push(`${name}: expected printable characters or false`)
  }
  if (problems.length > 0) throw new ConfigError(problems)
}

const isHeaderValue = (value: unknown): boolean => typeof value === 'string' && /^[!-~]([ -~]*[!-~])?$/.test(value)
