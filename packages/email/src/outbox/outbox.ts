import { randomInt } from 'node:crypto'
import { isAddress } from '../address.ts'
import { numberProblems, throwProblems, wholeNumberProblems } from '../config-error.ts'
import { EmailError } from '../email-error.ts'
import type { EmailTransport } from '../message.ts'
import { parseSender } from '../sender.ts'
import type { Templates } from '../templates/templates.ts'
import { createDelivery, type OutboxCounts } from './delivery.ts'
import type { EmailEvent } from './events.ts'
import type { Mail, Mailer } from './mail.ts'
import type { OutboxStore } from './outbox-store.ts'
import { type SealingKeys, sealMail } from './sealed-mail.ts'
import { createWorker } from './worker.ts'

export interface OutboxOptions {
  readonly store: OutboxStore
  readonly transport: EmailTransport
  readonly templates: Templates
  /** `address` or `Name <address>`. */
  readonly from: string
  /** Seals what waits: `createKeys({ secret })` of `@pylon/core`. */
  readonly keys: SealingKeys
  /** Unix seconds: `systemClock` of `@pylon/core`. */
  readonly clock: () => number
  /** Told what became of each mail, after it is stored; default nobody. */
  readonly onEvent?: (event: EmailEvent) => void | Promise<void>
  /** Told of each failed try and each failure of the store, for the log; default nobody. Holds no address and no code. */
  readonly onError?: (error: unknown) => void
  /** From 0 up to 1, spreads retries; default the machine's random source. */
  readonly random?: () => number
  /** Tries before a mail is given up; default 8. */
  readonly maxTries?: number
  /** Mails in flight at a time; default 5. */
  readonly maxConcurrent?: number
  /** After this a mail whose server died is tried by another one, in seconds; default 60. More than `sendTimeoutSecs`. */
  readonly leaseSecs?: number
  /** How long a transport may take for one mail, in seconds; default 40. */
  readonly sendTimeoutSecs?: number
  /** How often to look for mails that became due, in seconds; default 5. */
  readonly pollIntervalSecs?: number
  /** How long `stop` waits for mails in flight, in seconds; default 10. */
  readonly stopTimeoutSecs?: number
}

export interface Outbox extends Mailer {
  /** Seals and stores a mail; resolves when it is stored. Throws for a malformed address, an unknown template, a missing value, and what the store throws. */
  enqueue(mail: Mail): Promise<void>
  /** Begins to send what waits and what comes. */
  start(): void
  /** Takes no more mails out; resolves when those in flight are settled, after `stopTimeoutSecs` at the latest. */
  stop(): Promise<void>
  /** Sends what is due now and resolves when it is settled; needs no `start`. Failures go to `onError`. */
  runOnce(): Promise<void>
  /** How many mails wait, in flight included. */
  waiting(): Promise<number>
  /** Since this outbox was made. */
  counts(): OutboxCounts
}

/**
 * Keeps mails in a store until a transport has taken them: they survive a restart, and no request waits for them.
 *
 * A mail is sent at least once, under the same id each time. Throws `ConfigError` for a malformed sender or number.
 *
 * @example
 * import { consoleTransport, createOutbox, createTemplates, type OutboxStore, type SealingKeys } from '@pylon/email'
 *
 * function startOutbox(store: OutboxStore, keys: SealingKeys, clock: () => number) {
 *   const transport = consoleTransport({ write: console.log })
 *   const templates = createTemplates({ appName: 'Acme' })
 *   const outbox = createOutbox({ store, keys, clock, transport, templates, from: 'Acme <no-reply@acme.com>' })
 *   outbox.start()
 *   return outbox
 * }
 */
export function createOutbox({
  onEvent = () => {},
  onError = () => {},
  random = () => randomInt(2 ** 32) / 2 ** 32,
  maxTries = 8,
  maxConcurrent = 5,
  leaseSecs = 60,
  sendTimeoutSecs = 40,
  pollIntervalSecs = 5,
  stopTimeoutSecs = 10,
  ...given
}: OutboxOptions): Outbox {
  const settings = {
    onEvent,
    onError: quietly(onError),
    random,
    maxTries,
    maxConcurrent,
    leaseSecs,
    sendTimeoutSecs,
    ...given,
  }
  const { store, keys, templates, clock } = settings
  throwProblems([...problemsOf(settings), ...timingProblems(pollIntervalSecs, stopTimeoutSecs)])
  const { deliver, counts } = createDelivery(settings)
  const worker = createWorker({ ...settings, deliver, pollIntervalSecs, stopTimeoutSecs })

  async function enqueue(mail: Mail): Promise<void> {
    checkMail(mail)
    templates.check(mail.template, mail.values)
    await store.insert(sealMail(mail, keys, clock()))
    worker.wake()
  }

  const { start, stop, runOnce } = worker
  return { enqueue, start, stop, runOnce, waiting: () => store.count(), counts: () => ({ ...counts }) }
}

function checkMail({ to, key, expiresAt }: Mail): void {
  if (!isAddress(to)) throw new EmailError('to: expected one email address', { isPermanent: true })
  if (typeof key !== 'string' || key === '') throw new EmailError('key: expected a text', { isPermanent: true })
  if (!Number.isSafeInteger(expiresAt)) throw new EmailError('expiresAt: expected unix seconds', { isPermanent: true })
}

/** A log that throws must not end the worker, and there is nobody else to tell. */
function quietly(onError: (error: unknown) => void): (error: unknown) => void {
  return error => {
    try {
      onError(error)
    } catch {}
  }
}

type Checked = Required<Pick<OutboxOptions, 'from' | 'maxTries' | 'maxConcurrent' | 'leaseSecs' | 'sendTimeoutSecs'>>

function problemsOf({ from, maxTries, maxConcurrent, leaseSecs, sendTimeoutSecs }: Checked): string[] {
  return [
    ...(parseSender(from) === null ? ['from: expected an address, or Name <address>'] : []),
    ...wholeNumberProblems('maxTries', maxTries, 1, 100),
    ...wholeNumberProblems('maxConcurrent', maxConcurrent, 1, 100),
    ...wholeNumberProblems('leaseSecs', leaseSecs, 1, 3600),
    ...numberProblems('sendTimeoutSecs', sendTimeoutSecs, 0.01, 3600),
    // A lease that ends during a send lets another server send the mail a second time.
    ...(leaseSecs > sendTimeoutSecs ? [] : ['leaseSecs: expected more than sendTimeoutSecs']),
  ]
}

const timingProblems = (pollIntervalSecs: number, stopTimeoutSecs: number): string[] => [
  ...numberProblems('pollIntervalSecs', pollIntervalSecs, 0.01, 3600),
  ...numberProblems('stopTimeoutSecs', stopTimeoutSecs, 0, 3600),
]
