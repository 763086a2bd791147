import { ConfigError, type Limit, type LimitStore } from '@pylon/core'
import { LimitTable } from './limit-table.ts'

export interface MemoryLimitsOptions {
  /** How many keys are remembered under each limit: then those seen longest ago leave; default 100,000. */
  readonly maxKeys?: number
  /** Tells the time in milliseconds; default one that setting the wall clock does not move. */
  readonly monotonicMs?: () => number
}

/**
 * Counts requests in the memory of this process.
 *
 * A key takes some 110 bytes, and two for each request of the limit, up to 64; 175 up to 255, 245 up to 65,535, and 380
 * above. Throws `ConfigError`.
 *
 * @example
 * import { memoryLimits } from '@pylon/security/rate-limit'
 *
 * const limits = memoryLimits({ maxKeys: 1_000_000 })
 * const { isAdmitted } = await limits.admit('203.0.113.7', { maxRequests: 100, windowSecs: 60 })
 */
export function memoryLimits({
  maxKeys = 100_000,
  monotonicMs = () => performance.now(),
}: MemoryLimitsOptions = {}): LimitStore {
  if (!(Number.isInteger(maxKeys) && maxKeys >= 1 && maxKeys <= mostKeys)) {
    throw new ConfigError([`maxKeys: expected a whole number from 1 to ${mostKeys}, found ${maxKeys}`])
  }
  const tables = new Map<string, LimitTable>()
  let last: LimitTable | null = null

  function tableOf(limit: Limit): LimitTable {
    if (last?.isFor(limit)) return last // as good as always: a plugin has one limit
    const id = `${limit.maxRequests} ${limit.windowSecs}`
    last = tables.get(id) ?? openTable(id, limit)
    return last
  }

  function openTable(id: string, limit: Limit): LimitTable {
    checkLimit(limit)
    if (tables.size >= mostLimits) throw new RangeError(`More than ${mostLimits} different limits`)
    const table = new LimitTable(limit, maxKeys)
    tables.set(id, table)
    return table
  }

  function sweep(limit: number): number {
    let swept = 0
    for (const [id, table] of tables) {
      swept += table.sweep(monotonicMs(), limit - swept)
      if (table.size === 0) tables.delete(id) // and with it the room that it had grown to
    }
    last = null
    return swept
  }

  return {
    admit(key, limit) {
      try {
        return Promise.resolve(tableOf(limit).admit(key, monotonicMs())) // an async function costs a sixth more
      } catch (error) {
        return Promise.reject(error)
      }
    },
    sweep: async limit => sweep(limit),
  }
}

/** A `Map` of V8 ends at 2^24. */
const mostKeys = 10_000_000
const mostLimits = 1_000

function checkLimit({ maxRequests, windowSecs }: Limit): void {
  if (!Number.isInteger(maxRequests) || maxRequests < 1 || maxRequests > 1_000_000) {
    throw new RangeError(`maxRequests: expected a whole number from 1 to 1,000,000, found ${maxRequests}`)
  }
  if (!Number.isInteger(windowSecs) || windowSecs < 1 || windowSecs > 86_400) {
    throw new RangeError(`windowSecs: expected a whole number from 1 to 86,400, found ${windowSecs}`)
  }
}
