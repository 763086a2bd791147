import { EventEmitter, once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import type { Env } from '../process.ts'

export interface SunkMail {
  readonly to: string
  /** As it came: headers and all. */
  readonly raw: string
  readonly messageId: string
  /** The plain part. */
  readonly text: string
}

export interface SmtpSink {
  /** Settings for a server that sends its mails here. */
  readonly env: Env
  /** Whole mails, those whose arrival was not confirmed among them. */
  readonly mails: readonly SunkMail[]
  readonly counts: { connections: number }
  /** What it keeps clients waiting for. */
  holds: 'nothing' | 'greeting' | 'confirmation'
  /** Waits for a mail to an address that holds such a text, and answers the plain part of the last one. */
  textTo(address: string, form: RegExp): Promise<string>
  stop(): Promise<void>
}

export const smtpPassword = 'smtp-password-that-nobody-may-see'

/** A real SMTP server that keeps what it gets. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const mails: SunkMail[] = []
  const arrivals = new EventEmitter()
  const counts = { connections: 0 }
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    authOptional: true,
    allowInsecureAuth: true,
    closeTimeout: 1,
    onAuth: ({ username, password }, _, callback) =>
      callback(password === smtpPassword ? null : new Error('no'), { user: username }),
    onConnect(_, callback) {
      counts.connections += 1
      if (sink.holds !== 'greeting') callback()
    },
    onData(stream, { envelope }, callback) {
      const chunks: Buffer[] = []
      stream.on('data', chunk => chunks.push(chunk))
      stream.on('end', () => {
        mails.push(mailOf(envelope.rcptTo[0]?.address ?? '', Buffer.concat(chunks).toString()))
        arrivals.emit('mail')
        if (sink.holds !== 'confirmation') callback()
      })
    },
  })
  server.on('error', () => {}) // of a client that went away
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  const sink: SmtpSink = {
    env: {
      PYLON_EMAIL_PROVIDER: 'smtp',
      PYLON_SMTP_URL: `smtp://pylon:${smtpPassword}@127.0.0.1:${port}`,
    },
    ...{ mails, counts, holds: 'nothing' },
    async textTo(address, form) {
      for (const deadline = Date.now() + 15_000; Date.now() < deadline; ) {
        const found = mails.findLast(mail => mail.to === address && form.test(mail.text))
        if (found !== undefined) return found.text
        await Promise.race([once(arrivals, 'mail'), new Promise(resolve => setTimeout(resolve, 500))])
      }
      throw new Error(`no such mail to ${address}`)
    },
    stop: () => new Promise(resolve => server.close(() => resolve())),
  }
  return sink
}

function mailOf(to: string, raw: string): SunkMail {
  const [plain = ''] = raw.slice(raw.indexOf('text/plain')).split('\r\n--', 1)
  const text = plain.replaceAll('=\r\n', '').replaceAll('=3D', '=').replaceAll('\r\n', '\n')
  return { to, raw, text, messageId: /^message-id: *(\S+)/im.exec(raw)?.[1] ?? '' }
}
