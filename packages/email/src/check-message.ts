import { isAddress } from './address.ts'
import { EmailError } from './email-error.ts'
import type { EmailMessage, EmailTransport } from './message.ts'
import { parseSender } from './sender.ts'

/**
 * Refuses what could add a header, a recipient or a command to a mail; every transport of this package does it first.
 *
 * Throws a permanent `EmailError` that names the field and not what stands in it.
 *
 * @example
 * import { checkMessage } from '@pylon/email'
 *
 * const message = { id: 'm1', to: 'ada@example.com', from: 'Acme <no-reply@acme.com>', subject: 'Hi', text: 'Hi', html: '<p>Hi' }
 * checkMessage(message)
 */
export function checkMessage({ id, to, from, subject, text, html }: EmailMessage): void {
  if (typeof id !== 'string' || !idForm.test(id))
    refuse('id: expected 1 to 128 letters, digits, dots, hyphens or underscores')
  if (!isAddress(to)) refuse('to: expected one email address')
  if (parseSender(from) === null) refuse('from: expected an address, or Name <address>')
  if (!isHeaderText(subject)) refuse('subject: expected 1 to 255 characters, none of them a control character')
  for (const [name, body] of [['text', text] as const, ['html', html] as const]) {
    if (!isBody(body)) refuse(`${name}: expected 1 to ${maxBodyChars} characters without control characters`)
  }
}

/** A transport that sees sound messages only. */
export function checkedTransport(name: string, send: (message: EmailMessage) => Promise<void>): EmailTransport {
  return {
    name,
    async send(message) {
      checkMessage(message)
      await send(message)
    },
  }
}

const idForm = /^[\w.-]{1,128}$/

const maxBodyChars = 262_144

const isHeaderText = (text: unknown): boolean =>
  typeof text === 'string' && text.length >= 1 && text.length <= 255 && !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)

const isBody = (text: unknown): boolean =>
  typeof text === 'string' &&
  text.length >= 1 &&
  text.length <= maxBodyChars &&
  !/[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]/.test(text)

function refuse(problem: string): never {
  throw new EmailError(problem, { isPermanent: true })
}
