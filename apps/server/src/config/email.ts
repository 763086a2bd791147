import { parseSender } from '@pylon/email'
import type { Environment } from './environment.ts'

export type EmailProvider = 'smtp' | 'resend' | 'sendgrid' | 'webhook' | 'console'

/** How mails leave. */
export interface EmailSettings {
  readonly provider: EmailProvider
  /** `address` or `Name <address>`; null: no-reply at the public host. */
  readonly from: string | null
  /** Of the mail API; of the webhook the key of its signatures, null: one of the server's own. */
  readonly apiKey: string | null
  /** Of the webhook. */
  readonly endpoint: string
  readonly smtpUrl: string
}

const needs: Readonly<Record<EmailProvider, readonly string[]>> = {
  smtp: ['PYLON_SMTP_URL'],
  resend: ['PYLON_EMAIL_API_KEY'],
  sendgrid: ['PYLON_EMAIL_API_KEY'],
  webhook: ['PYLON_EMAIL_ENDPOINT'],
  console: [],
}

const providers: readonly (EmailProvider | 'off')[] = ['smtp', 'resend', 'sendgrid', 'webhook', 'console', 'off']

/** Null: this server sends no mail. */
export function readEmail(env: Environment, isDevMode: boolean): EmailSettings | null {
  const provider = env.choice('PYLON_EMAIL_PROVIDER', providers, isDevMode ? 'console' : 'off')
  if (provider === 'off') return null
  for (const name of needs[provider]) {
    if (env.text(name) === null) env.refuse(name, `is required with PYLON_EMAIL_PROVIDER=${provider}`)
  }
  return {
    provider,
    from: senderOf(env),
    apiKey: env.text('PYLON_EMAIL_API_KEY'),
    endpoint: urlOf(env, 'PYLON_EMAIL_ENDPOINT', ['http:', 'https:']),
    smtpUrl: urlOf(env, 'PYLON_SMTP_URL', ['smtp:', 'smtps:']),
  }
}

function senderOf(env: Environment): string | null {
  const text = env.text('PYLON_EMAIL_FROM')
  if (text === null || parseSender(text) !== null) return text
  return env.refuse('PYLON_EMAIL_FROM', `expected an address, or Name <address>, found ${JSON.stringify(text)}`)
}

/** Passwords stand in such URLs: what was found is not told. */
function urlOf(env: Environment, name: string, protocols: readonly string[]): string {
  const text = env.text(name)
  if (text === null) return ''
  const isFine = URL.canParse(text) && protocols.includes(new URL(text).protocol) && new URL(text).host !== ''
  if (!isFine) env.refuse(name, `expected a URL that begins with ${protocols.map(each => `${each}//`).join(' or ')}`)
  return isFine ? text : ''
}
