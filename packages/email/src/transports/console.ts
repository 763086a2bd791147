import { checkedTransport } from '../check-message.ts'
import type { EmailTransport } from '../message.ts'

export interface ConsoleTransportOptions {
  /** Receives one mail as text, codes and links included: for development alone. */
  readonly write: (text: string) => void
}

/**
 * Shows mails to the developer instead of sending them.
 *
 * @example
 * import { consoleTransport } from '@pylon/email'
 *
 * const transport = consoleTransport({ write: text => console.log(text) })
 */
export function consoleTransport({ write }: ConsoleTransportOptions): EmailTransport {
  return checkedTransport('console', async ({ to, from, subject, text }) =>
    write(`To: ${to}\nFrom: ${from}\nSubject: ${subject}\n\n${text}\n`),
  )
}
