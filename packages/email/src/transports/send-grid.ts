import { checkedTransport } from '../check-message.ts'
import { throwProblems } from '../config-error.ts'
import type { EmailMessage, EmailTransport } from '../message.ts'
import { parseSender } from '../sender.ts'
import { endpointProblems, type HttpTransportOptions, secretProblems, timeoutProblems } from './http-options.ts'
import { postJson } from './post-json.ts'

export interface SendGridTransportOptions extends HttpTransportOptions {
  readonly apiKey: string
  /** Default `https://api.sendgrid.com/v3/mail/send`; `https://api.eu.sendgrid.com/v3/mail/send` in the EU. */
  readonly endpoint?: string
}

/**
 * Hands mails to SendGrid with click and open tracking off. SendGrid knows no idempotency key: a mail whose answer was
 * lost may arrive twice; both carry the custom argument `pylon_mail_id`.
 *
 * Throws `ConfigError` for a key that cannot be one, or an endpoint that is not https.
 *
 * @example
 * import { sendGridTransport } from '@pylon/email'
 *
 * const transport = sendGridTransport({ apiKey: 'SG.123456789', fetch })
 */
export function sendGridTransport({
  apiKey,
  endpoint = 'https://api.sendgrid.com/v3/mail/send',
  fetch,
  timeoutSecs = 10,
  allowInsecureRequests = false,
}: SendGridTransportOptions): EmailTransport {
  throwProblems([
    ...secretProblems('apiKey', apiKey, 8),
    ...endpointProblems('endpoint', endpoint, allowInsecureRequests),
    ...timeoutProblems(timeoutSecs),
  ])

  return checkedTransport('sendgrid', message =>
    postJson({
      transport: 'sendgrid',
      fetch,
      url: endpoint,
      headers: { Authorization: `Bearer ${apiKey}` },
      body: JSON.stringify(toSendGrid(message)),
      timeoutSecs,
      findErrorName: firstField,
    }),
  )
}

function toSendGrid({ id, to, from, subject, text, html }: EmailMessage) {
  const sender = parseSender(from) ?? { name: '', address: from }
  return {
    personalizations: [{ to: [{ email: to }], custom_args: { pylon_mail_id: id } }],
    from: { email: sender.address, ...(sender.name === '' ? {} : { name: sender.name }) },
    subject,
    content: [
      { type: 'text/plain', value: text },
      { type: 'text/html', value: html },
    ],
    // Tracking rewrites links through a third party, which would see every sign-in link.
    tracking_settings: { click_tracking: { enable: false, enable_text: false }, open_tracking: { enable: false } },
  }
}

/** `{ errors: [{ message, field }] }`: the message may repeat an address, the field is a path. */
function firstField({ errors }: Record<string, unknown>): unknown {
  return Array.isArray(errors) ? (errors[0] as { readonly field?: unknown } | null | undefined)?.field : undefined
}
