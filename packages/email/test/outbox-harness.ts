import {
  createOutbox,
  createTemplates,
  EmailError,
  type EmailEvent,
  type EmailMessage,
  type EmailTransport,
  type Mail,
  type Outbox,
  type OutboxOptions,
} from '../src/index.ts'
import { type MemoryOutboxStore, memoryOutboxStore } from './memory-outbox-store.ts'
import { testKeys } from './test-keys.ts'

export interface OutboxHarness {
  readonly outbox: Outbox
  readonly store: MemoryOutboxStore
  readonly clock: { now: number }
  readonly sent: EmailMessage[]
  /** Name and data of each. */
  readonly events: (readonly [string, EmailEvent['data']])[]
  readonly errors: string[]
  /** What the transport does with the next mails, in order; afterwards it takes them. */
  readonly outcomes: ('temporary' | 'permanent' | Promise<void> | Error)[]
}

/** An outbox on a fake clock, with a transport that does as it is told. */
export function createHarness(
  options: Partial<OutboxOptions> = {},
  store: MemoryOutboxStore = memoryOutboxStore(),
): OutboxHarness {
  const clock = { now: 1_800_000_000 }
  const sent: EmailMessage[] = []
  const events: (readonly [string, EmailEvent['data']])[] = []
  const errors: string[] = []
  const outcomes: OutboxHarness['outcomes'] = []
  const transport: EmailTransport = {
    name: 'told',
    async send(message) {
      const outcome = outcomes.shift()
      if (outcome instanceof Promise) await outcome
      if (outcome instanceof Error) throw outcome
      if (outcome === 'temporary' || outcome === 'permanent') {
        throw new EmailError(`told: ${outcome}`, { isPermanent: outcome === 'permanent' })
      }
      sent.push(message)
    },
  }
  const outbox = createOutbox({
    store,
    transport,
    templates: createTemplates({ appName: 'Acme' }),
    from: 'Acme <no-reply@acme.com>',
    keys: testKeys(),
    clock: () => clock.now,
    random: () => 0.5,
    onEvent: ({ name, data }) => void events.push([name, data]),
    onError: error => void errors.push(error instanceof Error ? error.message : String(error)),
    ...options,
  })
  return { outbox, store, clock, sent, events, errors, outcomes }
}

export function codeMail(change: Partial<Mail> = {}): Mail {
  return {
    to: 'ada@example.com',
    template: 'sign_in_code',
    values: { code: '482913', minutes: '10' },
    key: 'sign_in_code:ada@example.com',
    expiresAt: 1_800_000_600,
    ...change,
  }
}
