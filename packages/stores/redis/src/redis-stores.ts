import type { CounterStore, LimitStore, OneTimeStore, PartialStores, SessionStore } from '@pylon/core'
import { openClient, type RedisTarget } from './client.ts'
import { closeClient } from './close-client.ts'
import { redisCounters } from './counters.ts'
import { masters } from './key-scan.ts'
import { createKeys } from './keys.ts'
import { redisLimits } from './limits.ts'
import { createLine, type Line } from './line.ts'
import { redisOneTime } from './one-time.ts'
import { type CheckedOptions, checkOptions } from './options.ts'
import { redisSessions } from './sessions/sessions.ts'

export interface RedisStoresOptions {
  /** What every key begins with; default `pylon:`. */
  readonly keyPrefix?: string
  /** How long a call may take before it throws, in seconds; default 0.75. */
  readonly timeoutSecs?: number
  /** How many commands may wait for an answer at once before more are refused; default 1000. */
  readonly maxWaiting?: number
}

/** The short-lived stores: combine them with a database that keeps users and credentials. */
export interface RedisStores extends PartialStores {
  readonly sessions: SessionStore
  readonly oneTime: OneTimeStore
  readonly counters: CounterStore
  /** For the plugin `rateLimit`. */
  readonly limits: LimitStore
}

/**
 * Sessions, one-time entries, counters and limits in Redis: one node, several nodes of a Cluster (URLs with commas
 * between them), or a client of ioredis, which is how Sentinel is reached. A client that is handed in stays open after
 * `close`.
 *
 * Throws `ConfigError` for a target or option that cannot serve. Methods throw `STORE_UNAVAILABLE` (503) when Redis does
 * not answer within `timeoutSecs`, or at once while there is no connection.
 *
 * @example
 * import { combineStores } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 * import { redisStores } from '@pylon/store-redis'
 *
 * const stores = combineStores(memoryStores(), redisStores('redis://127.0.0.1:6379', { keyPrefix: 'shop:' }))
 */
export function redisStores(
  target: RedisTarget,
  { keyPrefix = 'pylon:', timeoutSecs = 0.75, maxWaiting = 1_000 }: RedisStoresOptions = {},
): RedisStores {
  const options: CheckedOptions = checkOptions({ keyPrefix, timeoutSecs, maxWaiting })
  const { client, isOurs } = openClient(target)
  const line = createLine(client, options)
  const keys = createKeys(keyPrefix)

  return {
    sessions: redisSessions(line, keys),
    oneTime: redisOneTime(line, keys),
    counters: redisCounters(line, keys),
    limits: redisLimits(line, keys),
    ping: () => ping(line),
    async close() {
      line.close()
      if (isOurs) await closeClient(client, timeoutSecs)
    },
  }
}

async function ping(line: Line): Promise<void> {
  const deadlineAt = line.deadline()
  const nodes = await masters(line, deadlineAt)
  await Promise.all(nodes.map(node => line.sendTo(node, deadlineAt, 'PING')))
}
