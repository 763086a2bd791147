import { anonymous, deriveKey, type Keys, type OnEvent, type StoreBundle, systemClock } from '@pylon/core'
import {
  consoleTransport,
  createOutbox,
  createTemplates,
  type EmailTransport,
  type Outbox,
  resendTransport,
  type SmtpTransport,
  sendGridTransport,
  smtpTransport,
  webhookTransport,
} from '@pylon/email'
import type { NetGuard } from '@pylon/net-guard'
import type { EmailSettings } from './config/email.ts'
import { type Logger, warnSparingly } from './log.ts'

export interface MailOptions {
  readonly settings: EmailSettings
  readonly store: StoreBundle['outbox']
  readonly keys: Keys
  readonly secret: string
  readonly publicUrl: string
  readonly isDevMode: boolean
  /** The way out to mail APIs. */
  readonly fetch: NetGuard['fetch']
  readonly logger: Logger
  readonly onEvent: OnEvent
}

/** The outbox with the transport that is configured. */
export function createMail(options: MailOptions): Outbox {
  const { settings, store, keys, publicUrl, logger, onEvent } = options
  const transport = transportOf(options)
  const outbox = createOutbox({
    store,
    keys,
    transport,
    templates: createTemplates({ appName: 'Pylon' }),
    from: settings.from ?? `Pylon <no-reply@${mailDomain(publicUrl)}>`,
    clock: systemClock,
    onEvent: ({ data, ...event }) =>
      onEvent({ ...event, userAgent: null, data: { ...data }, caller: async () => anonymous }),
    onError: warnSparingly(logger, 'a mail could not be sent'),
  })
  return {
    ...outbox,
    async stop() {
      await outbox.stop()
      transport.close?.()
    },
  }
}

function transportOf({ settings, secret, isDevMode, fetch }: MailOptions): EmailTransport & Partial<SmtpTransport> {
  const { provider, smtpUrl, endpoint } = settings
  const apiKey = settings.apiKey ?? ''
  if (provider === 'smtp') return smtpTransport({ url: smtpUrl })
  if (provider === 'resend') return resendTransport({ apiKey, fetch })
  if (provider === 'sendgrid') return sendGridTransport({ apiKey, fetch })
  if (provider === 'webhook') {
    const key = settings.apiKey ?? Buffer.from(deriveKey(secret, 'pylon email webhook')).toString('hex')
    return webhookTransport({
      url: endpoint,
      secret: key,
      fetch,
      clock: systemClock,
      allowInsecureRequests: isDevMode,
    })
  }
  return consoleTransport({ write: text => process.stdout.write(`${text}\n`) })
}

/** A mail address needs a name of two parts, which a machine under development has not. */
function mailDomain(publicUrl: string): string {
  const { hostname } = new URL(publicUrl)
  return /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}$/i.test(hostname) ? hostname : 'localhost.localdomain'
}
