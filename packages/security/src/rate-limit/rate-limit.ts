import {
  type Admission,
  type Authenticator,
  type Clock,
  type HeaderList,
  hashToken,
  type LimitStore,
  type Next,
  type Plugin,
  PylonError,
  type Reply,
  storeUnavailable,
  systemClock,
} from '@pylon/core'
import { createCallerFinder, type RateLimitScope } from './caller.ts'
import { createReporter, type RateLimitHeaders, waitSecs } from './headers.ts'
import { memoryLimits } from './memory-limits.ts'
import { checkOptions, nameOf } from './options.ts'
import { createMatcher } from './request-matcher.ts'

export type { RateLimitHeaders, RateLimitScope }

export interface RateLimitOptions {
  /** Never more of one caller are admitted in any span of the window, from 1 to 1,000,000; default 60. */
  readonly maxRequests?: number
  /** From 1 to 86,400; default 60. */
  readonly windowSecs?: number
  /** Whom requests are counted by; who is not signed in, or a guest, by the address always; default `ip`. */
  readonly scope?: RateLimitScope
  /** Counts requests of this path or route alone, or of all that begin with what stands before a `*`; default all. */
  readonly route?: string | null
  /** Counts requests with these methods alone; HEAD is a GET; default all. */
  readonly methods?: readonly string[] | null
  /** Admins are not counted; default true. With scope `ip` those whom `adminAuthenticator` knows. */
  readonly exemptAdmins?: boolean
  /** Asked before anything is counted, so it must not read a store: that of the admin token; default null. */
  readonly adminAuthenticator?: Authenticator | null
  /** IPv6 callers are counted by so many leading bits, for one of them holds a whole network; default 64. */
  readonly ipv6Prefix?: number
  /** Where it is counted; default in the memory of this process, of this plugin alone. */
  readonly limits?: LimitStore
  /** What becomes of a request that cannot be counted; default `allow`. */
  readonly onStoreError?: 'allow' | 'deny'
  /** Told of each request that could not be counted, whatever became of it. */
  readonly onError?: (error: unknown) => void
  /** How the limit is told to the caller; default `draft-7`. */
  readonly headers?: RateLimitHeaders
  /** What its keys begin with, in `limits`; default made of the settings, so that servers with the same ones share. */
  readonly name?: string
  /** For the header `X-RateLimit-Reset`. */
  readonly clock?: Clock
}

/**
 * Refuses callers that send more than `maxRequests` in any span of `windowSecs` with 429 `RATE_LIMITED`; with scope `ip`
 * before anything is read from a store, else once it is known who calls.
 *
 * Throws `ConfigError`.
 *
 * @example
 * import { createApp } from '@pylon/core'
 * import { rateLimit } from '@pylon/security/rate-limit'
 *
 * const app = createApp({
 *   plugins: [rateLimit({ maxRequests: 600 }), rateLimit({ maxRequests: 10, route: '/api/auth/password/login' })],
 * })
 */
export function rateLimit({
  maxRequests = 60,
  windowSecs = 60,
  scope = 'ip',
  route = null,
  methods = null,
  exemptAdmins = true,
  adminAuthenticator = null,
  ipv6Prefix = 64,
  limits = memoryLimits(),
  onStoreError = 'allow',
  onError = () => {},
  headers: form = 'draft-7',
  name,
  clock = systemClock,
}: RateLimitOptions = {}): Plugin {
  const settings = { maxRequests, windowSecs, scope, route, methods, ipv6Prefix, onStoreError, form, name }
  checkOptions(settings)
  const policy = { maxRequests, windowSecs, name: name ?? nameOf(settings) }
  const isCounted = createMatcher(route, methods)
  const findCaller = createCallerFinder({ scope, ipv6Prefix, exemptAdmins, adminAuthenticator })
  const report = createReporter(form, policy, clock)

  function passOrRefuse(error: unknown, next: Next): Promise<Reply> {
    onError(error)
    if (onStoreError === 'allow') return next()
    throw error instanceof PylonError ? error : storeUnavailable(error)
  }

  /** Waits for nothing that is there: what is awaited here is awaited in every request. */
  function count(caller: string, next: Next): Promise<Reply> {
    const admission = limits.admit(keyOf(policy.name, caller), policy)
    if (!(admission instanceof Promise)) return passIfAdmitted(admission, next)
    return admission.then(
      found => passIfAdmitted(found, next),
      error => passOrRefuse(error, next),
    )
  }

  function passIfAdmitted(admission: Admission, next: Next): Promise<Reply> {
    if (!admission.isAdmitted) throw tooManyRequests(admission, windowSecs, report.headers(admission))
    return next().then(reply => report.on(reply, admission))
  }

  return {
    name: 'rate-limit',
    stage: scope === 'ip' ? 'address-limit' : 'user-limit',
    handle(ctx, next) {
      if (!isCounted(ctx)) return next()
      const caller = findCaller(ctx)
      if (typeof caller === 'string') return count(caller, next)
      return Promise.resolve(caller).then(found => (found === null ? next() : count(found, next)))
    },
  }
}

/** A key has its bound: the id of a user may come from a token that somebody else has signed. */
function keyOf(name: string, caller: string): string {
  const key = `${name} ${caller}`
  return key.length > longestKey ? hashToken(key) : key
}

const longestKey = 512

function tooManyRequests(admission: Admission, windowSecs: number, headers: HeaderList): PylonError {
  const retryAfterSecs = waitSecs(admission, windowSecs)
  return new PylonError('RATE_LIMITED', 429, 'Too many requests; wait before trying again', {
    details: { retry_after_secs: retryAfterSecs },
    headers: [['Retry-After', String(retryAfterSecs)], ...headers],
  })
}
