import type { AuditCheckpoint, AuditRow, AuditStore, Clock } from '@pylon/core'
import { hashEntry } from '../chain.ts'
import { signCheckpoint } from '../checkpoint.ts'
import type { AuditKeys } from '../keys.ts'

export interface SealerOptions {
  readonly store: AuditStore
  readonly keys: AuditKeys
  readonly clock: Clock
  readonly checkpointEvery: number
  readonly onError: (error: unknown) => void
}

/** Signs the log as far as it has come. */
export interface Sealer {
  /** Seals behind appended rows among which one is due: on any number of servers it is due once. */
  afterAppend(rows: readonly AuditRow[]): void
  /** Seals the newest entry; null where it is sealed, or there is none. */
  seal(): Promise<AuditCheckpoint | null>
  /** Resolves when no seal is under way. */
  idle(): Promise<void>
}

export function createSealer({ store, keys, clock, checkpointEvery, onError }: SealerOptions): Sealer {
  const underWay = new Set<Promise<unknown>>()
  let sealedSeq = 0

  async function sealRow(row: AuditRow): Promise<AuditCheckpoint | null> {
    if (row.seq <= sealedSeq) return null
    const checkpoint = signCheckpoint(row, 'seal', clock(), keys)
    const isNew = await store.insertCheckpoint(checkpoint)
    sealedSeq = Math.max(sealedSeq, row.seq)
    return isNew ? checkpoint : null
  }

  function afterAppend(rows: readonly AuditRow[]): void {
    const last = rows.at(-1)
    const before = (rows[0]?.seq ?? 1) - 1
    if (last === undefined || Math.floor(before / checkpointEvery) === Math.floor(last.seq / checkpointEvery)) return
    const sealing = sealRow(last).catch(onError) // the next one that is due covers this one too
    underWay.add(sealing)
    void sealing.finally(() => underWay.delete(sealing))
  }

  async function seal(): Promise<AuditCheckpoint | null> {
    const head = await store.head()
    if (head.seq <= sealedSeq || (await hasCheckpoint(store, head.seq))) return null
    const [row] = await store.read(head.seq - 1, 1)
    // a signature must not cover up what was done to the newest entry
    const isWhole = row !== undefined && row.hash === head.hash && row.hash === hashEntry(row.entry)
    if (!isWhole) throw new Error(`The audit log is broken at its newest entry, ${head.seq}: it is not sealed`)
    return sealRow(row)
  }

  return { afterAppend, seal, idle: async () => void (await Promise.all(underWay)) }
}

const hasCheckpoint = async (store: AuditStore, seq: number): Promise<boolean> =>
  (await store.listCheckpoints(seq - 1, 1)).length > 0
