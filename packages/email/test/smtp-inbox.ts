import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { onTestFinished } from 'vitest'
import { parseMime, type ReceivedMail } from './mime.ts'

export interface SmtpInbox {
  readonly port: number
  readonly url: string
  readonly mails: (ReceivedMail & {
    readonly from: string
    readonly to: readonly string[]
    readonly isSecure: boolean
  })[]
}

/** A real SMTP server that keeps what it gets, until the test ends. */
export async function startSmtpInbox(options: SMTPServerOptions = {}): Promise<SmtpInbox> {
  const mails: SmtpInbox['mails'] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 1,
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', chunk => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          ...parseMime(Buffer.concat(chunks).toString()),
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          isSecure: session.secure,
        })
        callback()
      })
    },
    ...options,
  })
  server.on('error', () => {}) // of a client that went away
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>(resolve => server.close(resolve)))
  const { port } = server.server.address() as AddressInfo
  return { port, url: `smtp://127.0.0.1:${port}`, mails }
}

export function smtpRefusal(responseCode: number, message = 'no'): Error {
  return Object.assign(new Error(message), { responseCode })
}
