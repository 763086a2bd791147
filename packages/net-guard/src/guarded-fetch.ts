import { type Dispatcher, type Response as DispatcherResponse, fetch } from 'undici'
import { boundBody } from './bounded-body.ts'
import { checkUrlBy } from './check-url.ts'
import { type Deadline, startDeadline } from './deadline.ts'
import { firstHop, type Hop, nextHop } from './hop.ts'
import { NetGuardError } from './net-guard-error.ts'
import type { Policy } from './policy.ts'
import { redirectTarget } from './redirect-target.ts'
import { refusalBehind } from './refusal.ts'

export interface GuardedFetchOptions {
  readonly policy: Policy
  readonly dispatcher: Dispatcher
  readonly maxRedirects: number
  readonly maxBytes: number
  readonly timeoutSecs: number
  readonly credentialHeaders: readonly string[]
}

/** `fetch` of the platform's shape. */
export type GuardedFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/** The platform's `fetch`, with every hop of a redirect checked, and its size and time bounded to the end of the body. */
export function guardedFetch(options: GuardedFetchOptions): GuardedFetch {
  return async (input, init) => {
    const url = checkUrlBy(options.policy, input instanceof Request ? input.url : input)
    const request = new Request(input, init)
    const callerSignal = init?.signal ?? (input instanceof Request ? input.signal : null)
    const deadline = startDeadline(url.hostname, options.timeoutSecs, callerSignal)
    try {
      const hop = await deadline.race(firstHop(url, request))
      const exchange = await follow(hop, request.redirect, deadline, options)
      return answer(exchange, deadline, options.maxBytes)
    } catch (error) {
      deadline.stop()
      throw refusalBehind(error, url.hostname)
    }
  }
}

interface Exchange {
  readonly hop: Hop
  readonly response: DispatcherResponse
  readonly isRedirected: boolean
}

async function follow(
  first: Hop,
  redirect: Request['redirect'],
  { signal }: Deadline,
  { policy, dispatcher, maxRedirects, credentialHeaders }: GuardedFetchOptions,
): Promise<Exchange> {
  let hop = first
  for (let redirects = 0; ; redirects++) {
    const { url, ...init } = hop
    const response = await fetch(url, { ...init, headers: [...init.headers], redirect: 'manual', signal, dispatcher })
    const target = redirect === 'manual' ? null : redirectTarget(response.status, response.headers.get('location'), url)
    if (target === null) return { hop, response, isRedirected: redirects > 0 }

    await response.body?.cancel()
    if (redirect === 'error' || redirects === maxRedirects) throw new NetGuardError(url.hostname, 'redirect')
    hop = nextHop(hop, response.status, checkUrlBy(policy, target), credentialHeaders)
  }
}

/** A `Response` of the platform, which undici's own is not. */
function answer({ hop, response, isRedirected }: Exchange, deadline: Deadline, maxBytes: number): Response {
  const { hostname } = hop.url
  const tooLarge = (): Error => new NetGuardError(hostname, 'size')
  const toError = (error: unknown): unknown => refusalBehind(error, hostname)
  const body = response.body && boundBody(response.body, { maxBytes, tooLarge, toError, onEnd: deadline.stop })
  if (body === null) deadline.stop()

  const { status, statusText, headers } = response
  const result = new Response(body, { status, statusText, headers: [...headers] })
  return Object.defineProperties(result, { url: { value: hop.url.href }, redirected: { value: isRedirected } })
}
