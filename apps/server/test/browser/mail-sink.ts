import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { expect } from 'vitest'

/** A real SMTP server that keeps what it gets. */
export interface MailSink {
  readonly url: string
  /** Waits for the first unseen mail to an address that `pattern` finds something in, and answers that. */
  find(address: string, pattern: RegExp): Promise<string>
  stop(): Promise<void>
}

interface Mail {
  readonly to: readonly string[]
  readonly text: string
}

export async function startMailSink(): Promise<MailSink> {
  const mails: Mail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 1,
    async onData(stream, { envelope }, callback) {
      const raw = Buffer.concat(await stream.toArray()).toString()
      mails.push({ to: envelope.rcptTo.map(({ address }) => address), text: decodeQuotedPrintable(raw) })
      callback()
    },
  })
  server.on('error', () => {}) // of a client that went away
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')

  /** Each mail is found once, so that a later search waits for a later mail. */
  function takeFirst(address: string, pattern: RegExp): string | null {
    const at = mails.findIndex(({ to, text }) => to.includes(address) && pattern.test(text))
    const [mail] = at === -1 ? [] : mails.splice(at, 1)
    return mail === undefined ? null : (pattern.exec(mail.text)?.[0] ?? null)
  }

  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    async find(address, pattern) {
      let found: string | null = null
      const search = (): string | null => {
        found ??= takeFirst(address, pattern)
        return found
      }
      await expect.poll(search, { timeout: 15_000, message: `a mail to ${address}` }).not.toBeNull()
      return found ?? ''
    },
    stop: () => new Promise(resolve => server.close(() => resolve())),
  }
}

/** Links and codes are ASCII: soft line breaks and escapes of single bytes are all that stands in their way. */
const decodeQuotedPrintable = (text: string): string =>
  text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
