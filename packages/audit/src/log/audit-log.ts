import {
  type AuditCheckpoint,
  type AuditRow,
  type AuthEvent,
  anonymous,
  type OnEvent,
  type Plugin,
  systemClock,
} from '@pylon/core'
import type { AuditDraft } from '../entry.ts'
import { draftEvent } from '../record/draft-event.ts'
import { type AuditRecord, draftRecord } from '../record/draft-record.ts'
import { callerOf } from '../record/event-actor.ts'
import { resourceOf } from '../record/event-resource.ts'
import { verifyLog } from '../verify.ts'
import type { AuditVerdict } from '../walk.ts'
import { cutLog } from './cut.ts'
import { type AuditListOptions, type AuditPage, listEntries } from './list-entries.ts'
import { type AuditLogOptions, checkOptions } from './options.ts'
import { writablePlugin } from './plugin.ts'
import { createSealer } from './sealer.ts'
import { everySecs, type Timer, within } from './timer.ts'
import { createWriter } from './writer.ts'

/** A log of what happened, in which changes show. */
export interface AuditLog {
  /**
   * Records what an application has to say. Where the log is required: resolves when it is on the disk, and throws
   * `STORE_UNAVAILABLE` (503) when it cannot be; else resolves at once. Throws `TypeError` for what does not fit.
   */
  record(record: AuditRecord): Promise<void>
  /** Records what flows tell. */
  readonly onEvent: OnEvent
  /** Where the log is required: refuses what would change something while nothing can be written (503). */
  readonly plugin: Plugin
  /** Looks at the whole log; who asks while somebody's look is under way shares it. */
  verify(): Promise<AuditVerdict>
  /** Throws `INVALID_REQUEST` (400) for a `before` that is none. */
  list(options?: AuditListOptions): Promise<AuditPage>
  /** Signs the log up to its newest entry; null where it is signed, or empty. */
  checkpoint(): Promise<AuditCheckpoint | null>
  /** Deletes what is older than `retentionDays`; answers how many entries. */
  cut(): Promise<number>
  /** Begins to sign and to cut by the clock. */
  start(): void
  /** Answers whether everything was written within `deadlineSecs` (5). */
  flush(deadlineSecs?: number): Promise<boolean>
  /** Writes what waits, for at most `deadlineSecs` (5), and signs the log; `onError` is told what could not be. */
  stop(deadlineSecs?: number): Promise<void>
}

/**
 * Keeps an audit log in a store: every entry's hash covers the one before, and signatures cover them all.
 *
 * Throws `ConfigError`.
 *
 * @example
 * import { createAuditKeys, createAuditLog } from '@pylon/audit'
 * import { memoryStores } from '@pylon/core/memory'
 *
 * const keys = createAuditKeys({ secret: 'a long random application secret' })
 * const audit = createAuditLog({ store: memoryStores().audit, keys })
 * audit.start()
 * await audit.record({ action: 'invoice.paid', resource: { type: 'Invoice', id: 'inv_1' }, meta: { cents: 1200 } })
 * await audit.stop()
 */
export function createAuditLog({
  store,
  keys,
  entities = null,
  isRequired = false,
  checkpointEvery = 1_000,
  checkpointSecs = 3_600,
  retentionDays = null,
  shippedUpTo = async () => Number.MAX_SAFE_INTEGER,
  maxQueued = 10_000,
  clock = systemClock,
  onError: tellError = () => {},
  onAppended: tellAppended = () => {},
}: AuditLogOptions): AuditLog {
  checkOptions({ entities, checkpointEvery, checkpointSecs, retentionDays, maxQueued })
  const kept = entities === null ? null : new Set(entities)
  const waiting = new Set<Promise<void>>()
  const timers: Timer[] = []
  let verifying: Promise<AuditVerdict> | null = null
  const sealer = createSealer({ store, keys, clock, checkpointEvery, onError })
  const writer = createWriter({ store, isRequired, onError, onAppended })

  /** What the application does with an error must not stop the writer, nor make it write twice. */
  function onError(error: unknown): void {
    try {
      tellError(error)
    } catch {} // there is nobody left to tell
  }

  function onAppended(rows: readonly AuditRow[]): void {
    sealer.afterAppend(rows)
    try {
      tellAppended()
    } catch (error) {
      onError(error)
    }
  }

  const isKept = (type: string): boolean => kept === null || kept.has(type) || (type === 'Session' && kept.has('User'))

  /** Whoever adds to a full queue waits: an entry is late rather than lost, and the queue stays bounded. */
  function write(draft: Promise<AuditDraft>): Promise<void> {
    const written = draft.then(writer.add)
    waiting.add(written)
    written.catch(() => {}).finally(() => waiting.delete(written)) // `onError` is told by whoever failed
    return isRequired || waiting.size > maxQueued ? written : Promise.resolve()
  }

  async function record(record: AuditRecord): Promise<void> {
    const { ctx } = record
    const caller = ctx === undefined ? anonymous : await callerOf(() => ctx.auth())
    const draft = draftRecord(record, caller, clock())
    if (isKept(draft.resource.type)) await write(Promise.resolve(draft))
  }

  async function onEvent(event: AuthEvent): Promise<void> {
    const resource = resourceOf(event)
    if (isKept(resource.type)) await write(draftFrom(event))
  }

  async function draftFrom(event: AuthEvent): Promise<AuditDraft> {
    try {
      return draftEvent(event, resourceOf(event), await callerOf(event.caller))
    } catch (error) {
      onError(error)
      throw error
    }
  }

  async function verify(): Promise<AuditVerdict> {
    await settled()
    verifying ??= verifyLog({ store, verifier: keys }).finally(() => {
      verifying = null
    })
    return verifying
  }

  async function cut(): Promise<number> {
    if (retentionDays === null) return 0
    return cutLog({ store, keys, now: clock(), retentionSecs: retentionDays * 86_400, shippedUpTo })
  }

  function start(): void {
    if (timers.length > 0) return
    timers.push(everySecs(checkpointSecs, () => sealer.seal().catch(onError)))
    if (retentionDays !== null) timers.push(everySecs(cutEverySecs, () => cut().catch(onError), { isAtOnce: true }))
  }

  /** Resolves when all is written that was recorded until now. */
  async function settle(): Promise<void> {
    const written = Promise.allSettled(waiting)
    writer.hurry(written)
    await written
    await sealer.idle()
  }

  /** Who reads the log finds what happened right before. */
  const settled = async (): Promise<void> => void (waiting.size > 0 && (await within(readWaitSecs, settle())))

  async function stop(deadlineSecs = 5): Promise<void> {
    for (const timer of timers.splice(0)) timer.end()
    const isWritten = await within(deadlineSecs, settle())
    writer.close()
    if (!isWritten) await within(1, settle())
    await within(deadlineSecs, sealer.seal().catch(onError))
  }

  return {
    record,
    onEvent,
    plugin: writablePlugin(store, isRequired),
    verify,
    async list(options = {}) {
      await settled()
      return listEntries(store, keys.cursors, options)
    },
    async checkpoint() {
      await settled()
      return sealer.seal()
    },
    cut,
    start,
    flush: (deadlineSecs = 5) => within(deadlineSecs, settle()),
    stop,
  }
}

const cutEverySecs = 3_600
const readWaitSecs = 0.25 // a store that is away answers 503 in a second all the same
