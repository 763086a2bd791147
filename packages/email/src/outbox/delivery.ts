import { checkMessage } from '../check-message.ts'
import { EmailError } from '../email-error.ts'
import type { EmailTransport } from '../message.ts'
import type { Templates } from '../templates/templates.ts'
import { nextTryAt } from './backoff.ts'
import { type EmailEvent, type EmailFailureReason, emailEvent } from './events.ts'
import type { OutboxMail, OutboxStore } from './outbox-store.ts'
import { type Letter, openMail, type SealingKeys } from './sealed-mail.ts'
import { sendWithin } from './send-within.ts'

export interface OutboxCounts {
  readonly sent: number
  /** Given up: refused, expired, out of tries, or not to be opened. */
  readonly failed: number
  /** Tries that failed and are to be repeated. */
  readonly retried: number
}

export interface DeliveryOptions {
  readonly store: OutboxStore
  readonly transport: EmailTransport
  readonly templates: Templates
  readonly from: string
  readonly keys: SealingKeys
  readonly clock: () => number
  readonly random: () => number
  readonly onEvent: (event: EmailEvent) => void | Promise<void>
  readonly onError: (error: unknown) => void
  readonly maxTries: number
  readonly sendTimeoutSecs: number
}

export interface Delivery {
  /** Brings a claimed mail one step further: sent, to be tried again, or given up. Throws what the store throws. */
  deliver(mail: OutboxMail): Promise<void>
  readonly counts: OutboxCounts
}

export function createDelivery(options: DeliveryOptions): Delivery {
  const { store, transport, templates, from, keys, clock, random, onEvent, onError, maxTries, sendTimeoutSecs } =
    options
  const counts = { sent: 0, failed: 0, retried: 0 }

  async function deliver(mail: OutboxMail): Promise<void> {
    const letter = openMail(mail, keys)
    if (letter === null) return giveUp(mail, null, 'unreadable')
    if (letter.isDecoy) return void (await store.delete(mail.id))
    if (mail.expiresAt <= clock()) return giveUp(mail, letter.template, 'expired')
    // A mail that ends the process whenever it is tried comes back with its tries counted.
    if (mail.tries > maxTries) return giveUp(mail, letter.template, 'too_many_tries')

    const failure = await attempt(mail.id, letter)
    if (failure !== null) return retryOrGiveUp(mail, letter.template, failure)

    await store.delete(mail.id)
    counts.sent += 1
    await tell('email.sent', { template: letter.template, tries: mail.tries })
  }

  async function attempt(id: string, { to, template, values }: Letter): Promise<Failure | null> {
    let reason: EmailFailureReason = 'unrenderable'
    try {
      const message = { id, to, from, ...templates.render(template, values) }
      reason = 'too_many_tries'
      checkMessage(message)
      await sendWithin(transport, message, sendTimeoutSecs)
      return null
    } catch (error) {
      onError(error)
      return error instanceof EmailError && error.isPermanent ? { reason: 'refused' } : { reason, isTemporary: true }
    }
  }

  async function retryOrGiveUp(mail: OutboxMail, template: string, { reason, isTemporary }: Failure): Promise<void> {
    if (!isTemporary || mail.tries >= maxTries) return giveUp(mail, template, reason)
    const dueAt = nextTryAt(mail, clock(), random)
    if (dueAt === null) return giveUp(mail, template, 'expired')
    const isOurs = await store.postpone(mail.id, dueAt)
    if (isOurs) counts.retried += 1
  }

  async function giveUp(mail: OutboxMail, template: string | null, reason: EmailFailureReason): Promise<void> {
    const isOurs = await store.delete(mail.id)
    if (!isOurs) return // a newer mail took its place, or another server gave it up
    counts.failed += 1
    await tell('email.failed', { template, reason })
  }

  async function tell(name: EmailEvent['name'], data: EmailEvent['data']): Promise<void> {
    try {
      await onEvent(emailEvent(name, clock(), data))
    } catch (error) {
      onError(error)
    }
  }

  return { deliver, counts }
}

interface Failure {
  readonly reason: EmailFailureReason
  readonly isTemporary?: true
}
