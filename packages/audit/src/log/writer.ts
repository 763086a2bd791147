import { type AuditRow, type AuditStore, storeUnavailable } from '@pylon/core'
import type { AuditDraft } from '../entry.ts'
import { appendOnce } from './append-once.ts'
import { createPause, type PauseOptions } from './pause.ts'

export interface WriterOptions {
  readonly store: AuditStore
  /** Gives up at the first failure; otherwise it tries until it is closed. */
  readonly isRequired: boolean
  readonly onError: (error: unknown) => void
  readonly onAppended: (rows: readonly AuditRow[]) => void
}

/** Brings entries into the store, one batch after the other, in the order in which they came. */
export interface Writer {
  /** Resolves when the entry is written; throws `STORE_UNAVAILABLE` (503) when it is given up. */
  add(draft: AuditDraft): Promise<void>
  /** Writes at once what waits for company, until something is done, and what waits for its next try. */
  hurry(until: Promise<unknown>): void
  /** From now on what cannot be written is given up, and told. */
  close(): void
}

interface Waiting {
  readonly draft: AuditDraft
  readonly written: PromiseWithResolvers<void>
}

export function createWriter({ store, isRequired, onError, onAppended }: WriterOptions): Writer {
  const appender = appendOnce(store)
  const pause = createPause(retries)
  const company = createPause(gathering)
  let queue: Waiting[] = []
  let isRunning = false
  let isClosed = false
  let hurried = 0

  function add(draft: AuditDraft): Promise<void> {
    const written = Promise.withResolvers<void>()
    queue.push({ draft, written })
    if (queue.length === maxBatch) company.end()
    if (!isRunning) void run()
    return written.promise
  }

  async function run(): Promise<void> {
    isRunning = true
    await Promise.resolve() // what comes in the same moment goes in the same batch
    while (queue.length > 0) {
      if (!isRequired && !isClosed && hurried === 0 && queue.length < maxBatch) await company.wait()
      await writeBatch()
    }
    isRunning = false
  }

  /** A step of the store for many entries costs little more than one for a single entry: nobody waits for it alone. */
  async function writeBatch(): Promise<void> {
    const batch = queue.slice(0, maxBatch)
    try {
      const rows = await appender(batch.map(({ draft }) => draft))
      queue = queue.slice(rows.length) // after a lost answer these may be the first of them alone
      pause.reset()
      for (const { written } of batch.slice(0, rows.length)) written.resolve()
      onAppended(rows)
    } catch (error) {
      onError(error)
      if (isRequired || isClosed) giveUp(batch, error)
      else await pause.wait()
    }
  }

  function giveUp(batch: readonly Waiting[], error: unknown): void {
    queue = queue.slice(batch.length)
    for (const { written } of batch) written.reject(storeUnavailable(error))
    if (!isRequired) onError(new Error(`${batch.length} audit entries were not written`, { cause: error }))
  }

  function hurry(until: Promise<unknown>): void {
    hurried += 1
    const isDone = (): void => {
      hurried -= 1
    }
    until.then(isDone, isDone)
    company.end()
    pause.end()
  }

  function close(): void {
    isClosed = true
    company.end()
    pause.end()
  }

  return { add, hurry, close }
}

const maxBatch = 500
/** A script that ends takes what it recorded last to the store; one whose store is away ends all the same. */
const gathering: PauseOptions = { firstMs: 20, longestMs: 20, keepsAlive: true }
const retries: PauseOptions = { firstMs: 100, longestMs: 10_000, keepsAlive: false }
