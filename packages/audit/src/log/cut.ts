import type { AuditCheckpoint, AuditStore } from '@pylon/core'
import { isSigned, signCheckpoint } from '../checkpoint.ts'
import type { AuditKeys } from '../keys.ts'
import { verifyLog } from '../verify.ts'
import { listAllCheckpoints } from './list-checkpoints.ts'

export interface CutOptions {
  readonly store: AuditStore
  readonly keys: AuditKeys
  readonly now: number
  readonly retentionSecs: number
  /** How far the log was brought elsewhere: what comes after stays. */
  readonly shippedUpTo: () => Promise<number>
}

/**
 * Deletes whole sealed segments that are old enough, and leaves a signature that allows it and keeps their last hash;
 * answers how many entries went. A log that is broken is not cut: what happened to it would be gone as well.
 */
export async function cutLog({ store, keys, now, retentionSecs, shippedUpTo }: CutOptions): Promise<number> {
  const shipped = await shippedUpTo()
  const seal = newestToCut(await listAllCheckpoints(store, 0), keys, now - retentionSecs, shipped)
  if (seal !== null) {
    const verdict = await verifyLog({ store, verifier: keys, upTo: seal.seq })
    if (!verdict.ok)
      throw new Error(`The audit log is broken at ${verdict.brokenAt}: it is not cut (${verdict.reason})`)
    await store.insertCheckpoint(signCheckpoint(seal, 'cut', now, keys))
  }
  return sweepAll(store)
}

/** A seal that was made so long ago covers nothing younger. */
function newestToCut(
  checkpoints: readonly AuditCheckpoint[],
  keys: AuditKeys,
  madeBefore: number,
  shipped: number,
): AuditCheckpoint | null {
  const cutSeq = checkpoints.findLast(({ kind }) => kind === 'cut')?.seq ?? 0
  const isOldEnough = ({ kind, seq, at }: AuditCheckpoint): boolean =>
    kind === 'seal' && seq > cutSeq && seq <= shipped && at <= madeBefore
  return checkpoints.findLast(checkpoint => isOldEnough(checkpoint) && isSigned(checkpoint, keys)) ?? null
}

async function sweepAll(store: AuditStore): Promise<number> {
  let count = 0
  for (;;) {
    const swept = await store.sweep(sweepLimit)
    count += swept
    if (swept < sweepLimit) return count
    await new Promise(setImmediate)
  }
}

const sweepLimit = 1_000
