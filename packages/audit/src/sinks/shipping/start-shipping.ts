import { type Clock, generateId, systemClock } from '@pylon/core'
import { numberProblem, textProblem, throwProblems, wholeProblem } from '../check-options.ts'
import type { AuditSink } from '../sink.ts'
import type { ShippedStore } from './next-batch.ts'
import { createShipper } from './shipper.ts'

export interface ShippingOptions {
  readonly store: ShippedStore
  readonly sinks: readonly AuditSink[]
  /** Told what a sink or the store threw, and the sink's name; it is tried again after 1, 2, 4 … 60 seconds. */
  readonly onError: (error: unknown, sinkName: string) => void
  /** Tells this server from the others that share the store; default a random one. */
  readonly holder?: string
  /** Between looks for what other servers wrote, in seconds; default 0.5. */
  readonly intervalSecs?: number
  /** After which another server takes over from one that died, in seconds; default 30. */
  readonly leaseSecs?: number
  /** Entries that are written together; default 500. */
  readonly batchSize?: number
  readonly clock?: Clock
}

export interface Shipping {
  /** Says that there are new entries or checkpoints. */
  nudge(): void
  /** The last entry that each sink has, by its name; null while another server ships to it, or nothing is known yet. */
  positions(): ReadonlyMap<string, number | null>
  /**
   * The last entry that every sink has, for the log's option of that name: nothing behind it may be cut off. 0 before a
   * sink has anything; without sinks there is nothing to wait for: `Number.MAX_SAFE_INTEGER`.
   */
  shippedUpTo(): Promise<number>
  /** Whether every sink that this server ships to has, within that many seconds, all that there is now. */
  flush(timeoutSecs: number): Promise<boolean>
  /** Flushes, stops and closes the sinks, within that many seconds; default 10. Answers as `flush` does. */
  stop(timeoutSecs?: number): Promise<boolean>
}

/**
 * Begins to bring entries and checkpoints from the store to sinks: each sink at its own pace, from one server at a
 * time, everything at least once.
 *
 * Throws `ConfigError`.
 *
 * @example
 * import { memoryStores } from '@pylon/core/memory'
 * import { fileSink, startShipping } from '@pylon/audit/sinks'
 *
 * const { audit } = memoryStores()
 * const sinks = [fileSink({ path: 'audit.jsonl' })]
 * const shipping = startShipping({ store: audit, sinks, onError: console.error })
 * await shipping.stop()
 */
export function startShipping({
  store,
  sinks,
  onError,
  holder = generateId('shp_'),
  intervalSecs = 0.5,
  leaseSecs = 30,
  batchSize = 500,
  clock = systemClock,
}: ShippingOptions): Shipping {
  throwProblems([
    textProblem('holder', holder, 200),
    numberProblem('intervalSecs', intervalSecs, 0.01, 3_600),
    wholeProblem('leaseSecs', leaseSecs, 2, 3_600),
    wholeProblem('batchSize', batchSize, 1, 10_000),
    ...sinks.map(({ name }) => textProblem('name of a sink', name, 500)),
    new Set(sinks.map(({ name }) => name)).size === sinks.length ? null : 'sinks: two have the same name',
  ])
  const shared = { store, holder, intervalSecs, leaseSecs, batchSize, onError, clock }
  const shippers = sinks.map(sink => createShipper({ ...shared, sink }))
  let stopping: Promise<boolean> | null = null

  async function flush(timeoutSecs: number): Promise<boolean> {
    const results = await within(timeoutSecs, Promise.all(shippers.map(shipper => shipper.flush())))
    return results?.every(isDone => isDone) ?? false
  }

  async function stop(timeoutSecs: number): Promise<boolean> {
    const startedAt = performance.now()
    const isFlushed = await flush(timeoutSecs)
    const leftSecs = timeoutSecs - (performance.now() - startedAt) / 1_000
    const ends = shippers.map(async (shipper, at) => {
      await shipper.stop()
      await sinks[at]?.close()
    })
    const isStopped = await within(Math.max(0.1, leftSecs), Promise.all(ends.map(tellFailure)))
    return isFlushed && isStopped !== null
  }

  const positions = (): ReadonlyMap<string, number | null> =>
    new Map(shippers.map((shipper, at) => [sinks[at]?.name ?? '', shipper.position()]))

  const tellFailure = (end: Promise<void>, at: number): Promise<void> =>
    end.catch(error => onError(error, sinks[at]?.name ?? ''))

  return {
    nudge() {
      for (const shipper of shippers) shipper.nudge()
    },
    positions,
    async shippedUpTo() {
      const places = await Promise.all(sinks.map(({ name }) => store.findSink(name))) // whoever ships to them
      return Math.min(Number.MAX_SAFE_INTEGER, ...places.map(seq => seq ?? 0))
    },
    flush,
    stop(timeoutSecs = 10) {
      stopping ??= stop(timeoutSecs)
      return stopping
    },
  }
}

/** Null when it takes longer. */
async function within<T>(secs: number, work: Promise<T>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<null>(resolve => {
    timer = setTimeout(() => resolve(null), secs * 1_000)
  })
  try {
    return await Promise.race([work, timeout])
  } finally {
    clearTimeout(timer)
  }
}
