import type { Clock } from '@pylon/core'
import type { AuditSink } from '../sink.ts'
import { nextBatch, type Position, positionAt, type ShippedStore } from './next-batch.ts'
import { createPause } from './pause.ts'

export interface ShipperOptions {
  readonly store: ShippedStore
  readonly sink: AuditSink
  readonly holder: string
  readonly intervalSecs: number
  readonly leaseSecs: number
  readonly batchSize: number
  readonly onError: (error: unknown, sinkName: string) => void
  readonly clock: Clock
}

/** Brings one sink up to date, for as long as this server is the one that does. */
export interface Shipper {
  /** The last entry that the sink has; null while another server ships to it, or nothing is known yet. */
  position(): number | null
  nudge(): void
  /** Resolves when the sink has all that there is now: true; or when it is stopped before: false. */
  flush(): Promise<boolean>
  /** Begins no more; resolves when what was begun is over, and lets another server take over at once. */
  stop(): Promise<void>
}

type Outcome = 'more' | 'done' | 'gathering' | 'elsewhere' | 'failed'

export function createShipper(options: ShipperOptions): Shipper {
  const { store, sink, holder, intervalSecs, leaseSecs, batchSize, onError, clock } = options
  const { gatherSecs = 0 } = sink
  const pause = createPause()
  const waiting: ((isDone: boolean) => void)[] = []
  let hold: (Position & { readonly claimedAt: number }) | null = null
  let gatheringSince: number | null = null
  let failures = 0
  let isStopped = false
  const running = run()

  async function run(): Promise<void> {
    while (!isStopped) {
      const asked = waiting.splice(0) // what they wait for was there before this step
      const outcome = await step(asked.length > 0)
      const isAnswered = outcome === 'done' || outcome === 'elsewhere'
      if (isAnswered) for (const answer of asked) answer(true)
      else waiting.unshift(...asked)
      if (outcome !== 'more') await pause.wait(pauseSecs(outcome), outcome === 'done')
    }
    for (const answer of waiting.splice(0)) answer(false)
  }

  async function step(isUrgent: boolean): Promise<Outcome> {
    try {
      const outcome = await ship(isUrgent)
      failures = 0
      return outcome
    } catch (error) {
      failures += 1
      tell(error)
      return 'failed'
    }
  }

  async function ship(isUrgent: boolean): Promise<Outcome> {
    const claimed = await claim()
    if (claimed === null) return 'elsewhere'
    const { records, next, hasMore } = await nextBatch(store, claimed, batchSize)
    if (records.length === 0) return noteSealed(next, hasMore)
    if (!isUrgent && !hasMore && isGathering()) return 'gathering'

    await sink.write(records)
    gatheringSince = null
    const isOurs = next.seq === claimed.seq || (await store.advanceSink(sink.name, holder, next.seq))
    hold = isOurs ? { ...next, claimedAt: claimed.claimedAt } : null // another server writes the same again
    return hasMore ? 'more' : 'done'
  }

  function noteSealed({ sealedSeq }: Position, hasMore: boolean): Outcome {
    if (hold !== null) hold = { ...hold, sealedSeq }
    return hasMore ? 'more' : 'done'
  }

  /** Renews the lease in its second half, and when the clock was set back; null: another server has it. */
  async function claim(): Promise<typeof hold> {
    const now = clock()
    const age = hold === null ? leaseSecs : now - hold.claimedAt
    if (age >= 0 && age < leaseSecs / 2) return hold
    const seq = await store.claimSink(sink.name, holder, leaseSecs, now)
    if (seq === null) hold = null
    else if (hold?.seq === seq) hold = { ...hold, claimedAt: now }
    else hold = { ...(await positionAt(store, seq)), claimedAt: now }
    return hold
  }

  function isGathering(): boolean {
    if (gatherSecs === 0) return false
    gatheringSince ??= clock()
    const age = clock() - gatheringSince
    return age >= 0 && age < gatherSecs
  }

  function pauseSecs(outcome: Outcome): number {
    if (outcome === 'failed') return backoffSecs(failures)
    if (outcome === 'elsewhere') return leaseSecs / 3
    return outcome === 'gathering' ? Math.max(intervalSecs, gatherSecs / 4) : intervalSecs
  }

  function tell(error: unknown): void {
    try {
      onError(error, sink.name)
    } catch {
      // whoever is told must not end the shipping
    }
  }

  async function stop(): Promise<void> {
    isStopped = true
    pause.wake()
    await running
    if (hold !== null) await store.claimSink(sink.name, holder, 0, clock())
  }

  return {
    position: () => hold?.seq ?? null,
    nudge: pause.nudge,
    flush: () =>
      new Promise(resolve => {
        if (isStopped) return resolve(false)
        waiting.push(resolve)
        pause.wake()
      }),
    stop,
  }
}

/** Seconds to wait after so many failures in a row: 1, 2, 4, … 60. */
export const backoffSecs = (failures: number): number => Math.min(60, 2 ** Math.min(failures - 1, 10))
