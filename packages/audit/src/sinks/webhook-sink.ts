import { createHmac, hash } from 'node:crypto'
import { type Clock, systemClock } from '@pylon/core'
import { numberProblem, textProblem, throwProblems, urlProblem } from './check-options.ts'
import { gatherLines } from './gather-lines.ts'
import { createTurns } from './in-turn.ts'
import type { AuditSink } from './sink.ts'

/** As much of the platform's `fetch` as is used here. */
export type SinkFetch = (url: string, init: RequestInit) => Promise<Response>

export interface WebhookSinkOptions {
  readonly url: string
  /** Signs every request: at least 32 characters, or `whsec_` and the base64 of 24 to 64 bytes. */
  readonly secret: string
  /** Sends; one that cannot reach private space, where there is one. */
  readonly fetch: SinkFetch
  /** For one request and its answer, in seconds; default 10. */
  readonly timeoutSecs?: number
  /** Lets `http:` URLs through that do not lead to this machine; default false. */
  readonly allowInsecureRequests?: boolean
  readonly clock?: Clock
  /** Default `webhook:` and the URL without its query. */
  readonly name?: string
}

/**
 * Posts records as JSON `{"type":"audit.records","data":[…]}`, signed as Standard Webhooks say; 2xx is a receipt.
 * What comes again comes under the same `Webhook-Id`, if it comes in the same portion.
 *
 * Throws `ConfigError`.
 *
 * @example
 * import { webhookSink } from '@pylon/audit/sinks'
 *
 * const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
 * const sink = webhookSink({ url: 'https://siem.example.com/hooks/acme', secret, fetch })
 */
export function webhookSink({
  url,
  secret,
  fetch,
  timeoutSecs = 10,
  allowInsecureRequests = false,
  clock = systemClock,
  name,
}: WebhookSinkOptions): AuditSink {
  const key = keyIn(secret)
  throwProblems([
    urlProblem('url', url, allowInsecureRequests),
    key === null ? 'secret: expected at least 32 characters, or whsec_ and the base64 of 24 to 64 bytes' : null,
    numberProblem('timeoutSecs', timeoutSecs, 0.01, 300),
    name === undefined ? null : textProblem('name', name, 500),
  ])
  const inTurn = createTurns()

  async function post(lines: readonly string[]): Promise<void> {
    const body = `{"type":"audit.records","data":[${lines.join(',')}]}`
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...signatureHeaders(body, key ?? '', clock()) },
      body,
      redirect: 'error', // the records go to that URL and nowhere else
      signal: AbortSignal.timeout(timeoutSecs * 1_000),
    })
    await response.body?.cancel()
    if (!response.ok) throw new Error(`The webhook of the audit log answered with status ${response.status}`)
  }

  return {
    name: name ?? defaultName(new URL(url)),
    write: records =>
      inTurn(async () => {
        for (const { lines } of gatherLines(records, maxBodyBytes)) await post(lines)
      }),
    close: () => inTurn(async () => {}),
  }
}

const maxBodyBytes = 1_048_576

/** The bytes that sign (Standard Webhooks 1.0, "Symmetric keys"); null for a secret that could be guessed. */
function keyIn(secret: string): Buffer | string | null {
  if (typeof secret !== 'string') return null
  if (!secret.startsWith('whsec_')) return /^[\x21-\x7e]{32,1024}$/.test(secret) ? secret : null
  const text = secret.slice('whsec_'.length)
  const bytes = Buffer.from(text, 'base64')
  return bytes.length >= 24 && bytes.length <= 64 && bytes.toString('base64') === text ? bytes : null
}

/** The id is the body's, so that a receiver knows what it has already; time and id are signed against replays. */
function signatureHeaders(body: string, key: Buffer | string, now: number): Record<string, string> {
  const id = `msg_${hash('sha256', body, 'hex').slice(0, 32)}`
  const signature = createHmac('sha256', key).update(`${id}.${now}.${body}`).digest('base64')
  return { 'Webhook-Id': id, 'Webhook-Timestamp': String(now), 'Webhook-Signature': `v1,${signature}` }
}

/** A query may hold a secret, and the name is stored and logged: it tells two of them apart by a digest. */
function defaultName({ origin, pathname, search }: URL): string {
  return `webhook:${origin}${pathname}${search === '' ? '' : `?${hash('sha256', search, 'hex').slice(0, 8)}`}`
}
