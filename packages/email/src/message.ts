/** One mail to one address, ready to be handed over. */
export interface EmailMessage {
  /** Stays the same when the mail is tried again: `Message-ID`, idempotency key. Letters, digits, `.`, `_`, `-`. */
  readonly id: string
  /** One bare address. */
  readonly to: string
  /** `address` or `Name <address>`. */
  readonly from: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

/**
 * Hands mails to somebody who delivers them.
 *
 * `send` resolves when the mail was accepted, and throws an `EmailError` that tells whether to try again; it settles in
 * bounded time. The same `id` may come twice.
 *
 * @example
 * import { checkMessage, type EmailTransport } from '@pylon/email'
 *
 * const drawer: EmailTransport = { name: 'drawer', send: async message => checkMessage(message) }
 */
export interface EmailTransport {
  readonly name: string
  send(message: EmailMessage): Promise<void>
}
