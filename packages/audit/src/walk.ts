import type { AuditCheckpoint, AuditHead, AuditRow } from '@pylon/core'
import { type Break, breakIn, emptyHead, hashEntry } from './chain.ts'
import { isSigned } from './checkpoint.ts'
import type { AuditVerifier } from './keys.ts'

/** What a look at a log found. */
export type AuditVerdict =
  | {
      readonly ok: true
      readonly entries: number
      /** The newest entry. */
      readonly head: AuditHead
      /** The newest entry that a signature covers; 0: none does. */
      readonly sealedSeq: number
    }
  | ({ readonly ok: false } & Break)

export interface WalkOptions {
  readonly verifier: AuditVerifier
  /** What the first entry follows; default the beginning of the log. */
  readonly start?: AuditHead
  /** Passes over an entry that stands there again, byte for byte: what was shipped at least once; default false. */
  readonly allowRepeats?: boolean
}

/** Looks at a log entry by entry. Each method answers what is broken, or null; after a break there is no going on. */
export interface Walk {
  row(row: AuditRow): Break | null
  /** Of an entry that was seen, at most 65,536 entries ago. */
  checkpoint(checkpoint: AuditCheckpoint): Break | null
  /** What is broken when this entry, known from elsewhere, is not the one in the log; for the last 65,536. */
  expect(entry: AuditHead & { readonly id?: string }): Break | null
  verdict(): AuditVerdict & { readonly ok: true }
}

/** Begins to look at a log from its first entry on. */
export function createWalk({ verifier, start = emptyHead, allowRepeats = false }: WalkOptions): Walk {
  const recent = new Map<number, string>()
  let head = start
  let lastId = ''
  let entries = 0
  let sealedSeq = 0

  function accept(row: AuditRow): null {
    head = { seq: row.seq, hash: row.hash }
    lastId = row.id
    entries += 1
    recent.set(row.seq, row.hash)
    recent.delete(row.seq - recentCount)
    return null
  }

  const isRepeat = (row: AuditRow): boolean =>
    row.seq <= head.seq && recent.get(row.seq) === row.hash && hashEntry(row.entry) === row.hash

  function row(row: AuditRow): Break | null {
    if (allowRepeats && isRepeat(row)) return null
    return breakIn(row, head) ?? accept(row)
  }

  function expect({ seq, hash, id }: AuditHead & { readonly id?: string }): Break | null {
    if (seq === start.seq && hash === start.hash) return null
    if (seq > head.seq) return { brokenAt: id ?? nameOfLast(), reason: `entries ${head.seq + 1} to ${seq} are gone` }
    if (recent.get(seq) === hash) return null
    return { brokenAt: id ?? nameOfLast(), reason: `entry ${seq} is not the one that is known from elsewhere` }
  }

  const nameOfLast = (): string => (lastId === '' ? `entry ${head.seq + 1}` : lastId)

  function checkpoint(checkpoint: AuditCheckpoint): Break | null {
    if (!isSigned(checkpoint, verifier)) return { brokenAt: checkpoint.id, reason: 'the checkpoint is forged' }
    if (checkpoint.seq <= start.seq) return null // signed, and of what was cut off since
    const broken = expect(checkpoint)
    if (broken === null) sealedSeq = Math.max(sealedSeq, checkpoint.seq)
    return broken
  }

  return { row, checkpoint, expect, verdict: () => ({ ok: true, entries, head, sealedSeq }) }
}

const recentCount = 65_536
