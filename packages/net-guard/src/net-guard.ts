import { lookup as systemLookup } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import type { Dispatcher } from 'undici'
import { checkUrlBy } from './check-url.ts'
import { guardAgent } from './guarded-agent.ts'
import { guardedDispatcher } from './guarded-dispatcher.ts'
import { type GuardedFetch, guardedFetch } from './guarded-fetch.ts'
import { guardLookup } from './guarded-lookup.ts'
import { createPolicy, type PolicyOptions } from './policy.ts'

export interface NetGuardOptions extends PolicyOptions {
  /** Default 5. */
  readonly maxRedirects?: number
  /** Largest body of a response after decompression, in bytes; default 10 MiB. */
  readonly maxBytes?: number
  /** For one exchange with its redirects and its whole body, in seconds; default 10. */
  readonly timeoutSecs?: number
  /** Resolver of the shape of `dns.lookup`, which is the default. */
  readonly lookup?: LookupFunction
  /** Headers that a redirect to another origin must not see, besides Authorization, Cookie and Proxy-Authorization. */
  readonly credentialHeaders?: readonly string[]
}

export interface NetGuard {
  /** The platform's `fetch`; `redirect` and `signal` may tighten a call. Rejects with `NetGuardError` where it refuses. */
  readonly fetch: GuardedFetch
  /** For libraries on undici. Checks hosts, ports and addresses; redirects are left to its user, who comes by here again. */
  readonly dispatcher: Dispatcher
  /** For libraries on node:http; bounds silence, not the exchange. */
  readonly httpAgent: http.Agent
  /** For libraries on node:https; bounds silence, not the exchange. */
  readonly httpsAgent: https.Agent
  /** Checks a URL that is to be called later; throws `NetGuardError`. */
  checkUrl(url: string | URL): URL
}

/**
 * Makes the ways out of a server that cannot reach private space, whatever URL they are given.
 *
 * Throws `TypeError` for options that make no sense.
 *
 * @example
 * import { createNetGuard } from '@pylon/net-guard'
 *
 * const guard = createNetGuard({ allowHosts: ['vault.internal', '10.20.0.0/16'], timeoutSecs: 5 })
 * const response = await guard.fetch('https://hooks.example.com/pylon', { method: 'POST', body: '{}' })
 */
export function createNetGuard({
  allowHosts = [],
  allowPorts = [80, 443, 8080, 8443],
  allowLoopback = false,
  maxRedirects = 5,
  maxBytes = 10_485_760,
  timeoutSecs = 10,
  lookup = systemLookup,
  credentialHeaders = [],
}: NetGuardOptions = {}): NetGuard {
  checkBounds({ maxRedirects, maxBytes, timeoutSecs })
  if (!credentialHeaders.every(isHeaderName)) throw wrong('credentialHeaders', 'names of headers')
  const policy = createPolicy({ allowHosts, allowPorts, allowLoopback })
  const guardedLookup = guardLookup(lookup, policy)
  const dispatcher = guardedDispatcher({ policy, lookup: guardedLookup, maxBytes, timeoutSecs })
  const agentOptions: http.AgentOptions = { keepAlive: true, timeout: timeoutSecs * 1000 }
  const secrets = ['authorization', 'cookie', 'proxy-authorization', ...credentialHeaders]

  return {
    fetch: guardedFetch({ policy, dispatcher, maxRedirects, maxBytes, timeoutSecs, credentialHeaders: secrets }),
    dispatcher,
    httpAgent: guardAgent(new http.Agent(agentOptions), policy, guardedLookup),
    httpsAgent: guardAgent(new https.Agent(agentOptions), policy, guardedLookup),
    checkUrl: url => checkUrlBy(policy, url),
  }
}

interface Bounds {
  readonly maxRedirects: number
  readonly maxBytes: number
  readonly timeoutSecs: number
}

const maxTimeoutSecs = 86_400 // setTimeout takes no more than 24 days

function checkBounds({ maxRedirects, maxBytes, timeoutSecs }: Bounds): void {
  if (!Number.isInteger(maxRedirects) || maxRedirects < 0) throw wrong('maxRedirects', 'a whole number from 0')
  if (!Number.isInteger(maxBytes) || maxBytes < 1) throw wrong('maxBytes', 'a whole number from 1')
  if (!(timeoutSecs > 0 && timeoutSecs <= maxTimeoutSecs)) throw wrong('timeoutSecs', `seconds up to ${maxTimeoutSecs}`)
}

const isHeaderName = (name: string): boolean => /^[\w!#$%&'*+.^`|~-]+$/.test(name) // RFC 9110 §5.6.2

const wrong = (name: string, expected: string): TypeError => new TypeError(`${name}: expected ${expected}`)
