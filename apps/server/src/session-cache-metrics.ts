import type { CachedStores } from '@pylon/core'
import { Counter, Gauge, type Registry } from 'prom-client'

/** Shows what the session cache does, and the bound that is in force. */
export function measureSessionCache(registry: Registry, cache: CachedStores['cache']): void {
  const registers = [registry]
  const gauges = {
    pylon_session_cache_bound_seconds: {
      help: 'How long a session may be answered after its revocation, whether or not the channel is up',
      read: () => cache.boundSecs,
    },
    pylon_session_cache_channel_up: {
      help: 'Whether word of revocations arrives from the other servers: 1 or 0',
      read: () => Number(cache.isChannelUp),
    },
    pylon_session_cache_entries: { help: 'Sessions held in memory', read: () => cache.entries },
  }
  for (const [name, { help, read }] of Object.entries(gauges)) {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  }

  const counters = {
    pylon_session_cache_hits_total: { help: 'Sessions answered from memory', read: () => cache.hits },
    pylon_session_cache_misses_total: { help: 'Sessions that the store was asked for', read: () => cache.misses },
    pylon_session_cache_evictions_total: { help: 'Words of ended or changed sessions', read: () => cache.evictions },
    pylon_session_cache_failed_publishes_total: {
      help: 'Words that could not be sent to the other servers',
      read: () => cache.failedPublishes,
    },
  }
  for (const [name, { help, read }] of Object.entries(counters)) {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  }
}
