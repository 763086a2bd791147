import { checkedTransport } from '../check-message.ts'
import { throwProblems } from '../config-error.ts'
import type { EmailTransport } from '../message.ts'
import { endpointProblems, type HttpTransportOptions, secretProblems, timeoutProblems } from './http-options.ts'
import { postJson } from './post-json.ts'

export interface ResendTransportOptions extends HttpTransportOptions {
  readonly apiKey: string
  /** Default `https://api.resend.com/emails`. */
  readonly endpoint?: string
}

/**
 * Hands mails to Resend; a mail that is tried again within 24 hours is sent once (`Idempotency-Key`).
 *
 * Throws `ConfigError` for a key that cannot be one, or an endpoint that is not https.
 *
 * @example
 * import { resendTransport } from '@pylon/email'
 *
 * const transport = resendTransport({ apiKey: 're_123456789', fetch })
 */
export function resendTransport({
  apiKey,
  endpoint = 'https://api.resend.com/emails',
  fetch,
  timeoutSecs = 10,
  allowInsecureRequests = false,
}: ResendTransportOptions): EmailTransport {
  throwProblems([
    ...secretProblems('apiKey', apiKey, 8),
    ...endpointProblems('endpoint', endpoint, allowInsecureRequests),
    ...timeoutProblems(timeoutSecs),
  ])

  return checkedTransport('resend', ({ id, to, from, subject, text, html }) =>
    postJson({
      transport: 'resend',
      fetch,
      url: endpoint,
      headers: { Authorization: `Bearer ${apiKey}`, 'Idempotency-Key': id },
      body: JSON.stringify({ from, to: [to], subject, text, html }),
      timeoutSecs,
      findErrorName: answer => answer.name,
    }),
  )
}
