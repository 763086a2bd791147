import type { AuditCheckpoint, AuditHead, AuditStore } from '@pylon/core'
import { type Break, emptyHead } from './chain.ts'
import { isSigned } from './checkpoint.ts'
import type { AuditVerifier } from './keys.ts'
import { listAllCheckpoints } from './log/list-checkpoints.ts'
import { type AuditVerdict, createWalk, type Walk } from './walk.ts'

export interface VerifyLogOptions {
  readonly store: AuditStore
  readonly verifier: AuditVerifier
  /** An entry that is known from elsewhere, such as a bucket: the log must have it and what came before. */
  readonly expected?: AuditHead & { readonly id?: string }
  /** Looks no further than this entry; default the whole log. */
  readonly upTo?: number
}

/**
 * Looks at every entry and every signature of a log: names the first entry that was changed, moved, or whose
 * predecessors are gone. It reads in pages and lets others work in between.
 *
 * @example
 * import { createAuditKeys, verifyLog } from '@pylon/audit'
 * import { memoryStores } from '@pylon/core/memory'
 *
 * const verifier = createAuditKeys({ secret: 'a long random application secret' })
 * const verdict = await verifyLog({ store: memoryStores().audit, verifier })
 * console.log(verdict.ok ? `${verdict.entries} entries` : `broken at ${verdict.brokenAt}: ${verdict.reason}`)
 */
export async function verifyLog(options: VerifyLogOptions): Promise<AuditVerdict> {
  for (;;) {
    const checkpoints = await listAllCheckpoints(options.store, 0)
    const verdict = await verifyFrom(checkpoints, options)
    // while this one looked, entries may have been cut off: look again, from there on
    if (verdict.ok || !(await hasNewCut(checkpoints, options))) return verdict
  }
}

async function verifyFrom(
  checkpoints: readonly AuditCheckpoint[],
  { store, verifier, expected, upTo }: VerifyLogOptions,
): Promise<AuditVerdict> {
  const head = await store.head()
  const end = upTo ?? head.seq // what is appended meanwhile is for the next time: the walk comes to an end
  const start = startOf(checkpoints, verifier)
  const walk = createWalk({ verifier, start })
  const due = checkpoints.filter(({ seq }) => upTo === undefined || seq <= upTo)
  const broken =
    (await walkRows(walk, store, start, due, end)) ??
    (upTo === undefined ? (walk.expect(head) ?? (await strayEntry(store, head))) : null) ??
    (expected === undefined ? null : walk.expect(expected))
  return broken === null ? walk.verdict() : { ok: false, ...broken }
}

const isCut = ({ kind }: AuditCheckpoint): boolean => kind === 'cut'

/** The log begins behind the newest cut, if that is signed: a forged one authorises nothing. */
function startOf(checkpoints: readonly AuditCheckpoint[], verifier: AuditVerifier): AuditHead {
  const cut = checkpoints.findLast(checkpoint => isCut(checkpoint) && isSigned(checkpoint, verifier))
  return cut === undefined ? emptyHead : { seq: cut.seq, hash: cut.hash }
}

async function walkRows(
  walk: Walk,
  store: AuditStore,
  start: AuditHead,
  checkpoints: readonly AuditCheckpoint[],
  end: number,
): Promise<Break | null> {
  let position = start.seq
  let next = 0

  function checkpointsUpTo(seq: number): Break | null {
    for (let due = checkpoints[next]; due !== undefined && due.seq <= seq; due = checkpoints[next]) {
      const broken = walk.checkpoint(due)
      if (broken !== null) return broken
      next += 1
    }
    return null
  }

  while (position < end) {
    const rows = (await store.read(position, pageSize)).filter(({ seq }) => seq <= end)
    for (const row of rows) {
      const broken = walk.row(row) ?? checkpointsUpTo(row.seq)
      if (broken !== null) return broken
    }
    const last = rows.at(-1)
    if (last === undefined) break
    position = last.seq
    await new Promise(setImmediate)
  }
  return checkpointsUpTo(Number.MAX_SAFE_INTEGER) // what is left names entries that are not there
}

const pageSize = 1_000

/** An entry behind the newest one that no writer put there: the store's note of the newest was set back. */
async function strayEntry(store: AuditStore, head: AuditHead): Promise<Break | null> {
  const [stray] = await store.read(head.seq, 1)
  if (stray === undefined || (await store.head()).seq >= stray.seq) return null
  return { brokenAt: stray.id, reason: 'the entry stands behind the newest one' }
}

async function hasNewCut(seen: readonly AuditCheckpoint[], { store, verifier }: VerifyLogOptions): Promise<boolean> {
  const known = startOf(seen, verifier).seq
  const newer = await listAllCheckpoints(store, known)
  return newer.some(checkpoint => isCut(checkpoint) && isSigned(checkpoint, verifier) && !seen.some(isSame(checkpoint)))
}

const isSame =
  (one: AuditCheckpoint) =>
  (other: AuditCheckpoint): boolean =>
    one.seq === other.seq && one.kind === other.kind
