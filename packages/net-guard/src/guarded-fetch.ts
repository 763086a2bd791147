import type { Dispatcher } from 'undici'
import { boundBody } from './bounded-body.ts'
import { checkUrlBy } from './check-url.ts'
import { type Deadline, startDeadline } from './deadline.ts'
import { decodedBody } from './decoded-body.ts'
import { firstHop, type Hop, nextHop } from './hop.ts'
import { NetGuardError } from './net-guard-error.ts'
import type { Policy } from './policy.ts'
import { redirectTarget } from './redirect-target.ts'
import { refusalBehind } from './refusal.ts'
import { sendHop, type WireAnswer } from './send-hop.ts'

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
    const request = new Request(input instanceof Request ? input : url, { ...init, signal: null })
    const callerSignal = init?.signal ?? (input instanceof Request ? input.signal : null)
    const deadline = startDeadline(url.hostname, options.timeoutSecs, callerSignal)
    try {
      deadline.signal.throwIfAborted()
      const isWhole = request.body !== null && !isStream(init?.body)
      const body = isWhole ? new Uint8Array(await deadline.race(request.arrayBuffer())) : request.body
      const exchange = await follow(firstHop(url, request, body), request.redirect, deadline, options)
      deadline.letExit()
      return answer(exchange, deadline, options.maxBytes)
    } catch (error) {
      const failure = failureOf(error, url.hostname, deadline)
      deadline.giveUp()
      throw failure
    }
  }
}

/** Whatever else a body is made of can be sent again after a redirect. */
const isStream = (body: unknown): boolean => Symbol.asyncIterator in Object(body)

interface Exchange {
  readonly hop: Hop
  readonly wire: WireAnswer
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
    const wire = await sendHop(hop, dispatcher, signal)
    const { status, headers, body } = wire
    const target = redirect === 'manual' ? null : redirectTarget(status, headers.get('location'), hop.url)
    if (target === null) return { hop, wire, isRedirected: redirects > 0 }

    body.on('error', () => {}).destroy()
    if (redirect === 'error' || redirects === maxRedirects) throw new NetGuardError(hop.url.hostname, 'redirect')
    hop = nextHop(hop, status, checkUrlBy(policy, target), credentialHeaders)
  }
}

function answer({ hop, wire, isRedirected }: Exchange, deadline: Deadline, maxBytes: number): Response {
  const { status, statusText, headers } = wire
  const body = hop.method === 'HEAD' || bodilessStatuses.has(status) ? null : readable(hop, wire, deadline, maxBytes)
  if (body === null)
    wire.body
      .on('close', deadline.stop)
      .on('error', () => {})
      .resume()

  const result = new Response(body, { status, statusText, headers })
  return Object.defineProperties(result, { url: { value: hop.url.href }, redirected: { value: isRedirected } })
}

const bodilessStatuses: ReadonlySet<number> = new Set([204, 205, 304])

function readable(
  { url: { hostname } }: Hop,
  { headers, body }: WireAnswer,
  deadline: Deadline,
  maxBytes: number,
): ReadableStream<Uint8Array> {
  const coding = headers.get('content-encoding')
  return boundBody(coding === null ? body : decodedBody(body, coding), {
    maxBytes,
    tooLarge: () => new NetGuardError(hostname, 'size'),
    toError: error => failureOf(error, hostname, deadline),
    onEnd: deadline.stop,
  })
}

/** The platform's `TypeError` for whatever is neither a refusal nor the caller's own reason to stop. */
function failureOf(error: unknown, host: string, { signal }: Deadline): unknown {
  if (signal.aborted) return signal.reason
  const refusal = refusalBehind(error, host)
  if (refusal instanceof NetGuardError || refusal instanceof TypeError) return refusal
  return new TypeError('fetch failed', { cause: error })
}
