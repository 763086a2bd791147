import { createHmac } from 'node:crypto'
import { checkedTransport } from '../check-message.ts'
import { throwProblems } from '../config-error.ts'
import type { EmailTransport } from '../message.ts'
import { endpointProblems, type HttpTransportOptions, secretProblems, timeoutProblems } from './http-options.ts'
import { postJson } from './post-json.ts'

export interface WebhookTransportOptions extends HttpTransportOptions {
  readonly url: string
  /** Signs every request; at least 16 visible ASCII characters. */
  readonly secret: string
  /** Unix seconds for the signature: `systemClock` of `@pylon/core`. */
  readonly clock: () => number
}

/**
 * Posts mails as JSON `{id, to, from, subject, text, html}` to a service of yours, which answers 2xx.
 *
 * Signed with `X-Pylon-Signature: t=<unix seconds>,v1=<hex HMAC-SHA-256 of "<t>.<body>">`: check it, and refuse a `t`
 * that is more than five minutes away. `Idempotency-Key` holds the id.
 * Throws `ConfigError` for a short secret, or a URL that is not https.
 *
 * @example
 * import { systemClock } from '@pylon/core'
 * import { webhookTransport } from '@pylon/email'
 *
 * const options = { url: 'https://mail.acme.com/hook', secret: 'at-least-16-characters' }
 * const transport = webhookTransport({ ...options, fetch, clock: systemClock })
 */
export function webhookTransport({
  url,
  secret,
  fetch,
  timeoutSecs = 10,
  allowInsecureRequests = false,
  clock,
}: WebhookTransportOptions): EmailTransport {
  throwProblems([
    ...secretProblems('secret', secret, 16),
    ...endpointProblems('url', url, allowInsecureRequests),
    ...timeoutProblems(timeoutSecs),
  ])

  return checkedTransport('webhook', ({ id, to, from, subject, text, html }) => {
    const body = JSON.stringify({ id, to, from, subject, text, html })
    const headers = { 'X-Pylon-Signature': signatureOf(body, secret, clock()), 'Idempotency-Key': id }
    return postJson({ transport: 'webhook', fetch, url, headers, body, timeoutSecs })
  })
}

/** The time is signed too, so that a request cannot be replayed later. */
function signatureOf(body: string, secret: string, now: number): string {
  return `t=${now},v1=${createHmac('sha256', secret).update(`${now}.${body}`).digest('hex')}`
}
