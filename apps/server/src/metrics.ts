import type { CachedStores, Plugin } from '@pylon/core'
import type { Outbox } from '@pylon/email'
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { createDurations } from './durations.ts'
import { measureMail } from './mail-metrics.ts'
import { measureSessionCache } from './session-cache-metrics.ts'

export interface MetricsOptions {
  /** Sessions in the store, expired ones that are not swept yet included. */
  readonly countSessions: () => Promise<number>
  readonly hashQueue: { readonly active: number; readonly queued: number }
  /** Null: there is none. */
  readonly sessionCache: CachedStores['cache'] | null
  /** Null: this server sends no mail. */
  readonly outbox: Outbox | null
}

export interface Metrics {
  /** Measures every request. */
  readonly plugin: Plugin
  /** Counts what a plugin could not do. */
  countPluginError(plugin: string): void
  /** Prometheus text. */
  write(): Promise<string>
}

export function createMetrics({ countSessions, hashQueue, sessionCache, outbox }: MetricsOptions): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const durations = createDurations(registry)
  new Gauge({
    name: 'pylon_sessions',
    help: 'Sessions in the store; NaN while it does not answer',
    registers,
    async collect() {
      this.set(await countSessions().catch(() => Number.NaN)) // the other figures matter most when the store is away
    },
  })
  new Gauge({
    name: 'pylon_password_hashes',
    help: 'Password hashes being computed, and waiting for their turn',
    labelNames: ['state'],
    registers,
    collect() {
      this.set({ state: 'active' }, hashQueue.active)
      this.set({ state: 'queued' }, hashQueue.queued)
    },
  })
  const pluginErrors = new Counter({
    name: 'pylon_plugin_errors_total',
    help: 'What plugins could not do: requests that were not counted, captchas that were not verified',
    labelNames: ['plugin'],
    registers,
  })
  if (outbox !== null) measureMail(registry, outbox)
  if (sessionCache !== null) measureSessionCache(registry, sessionCache)

  return {
    plugin: {
      name: 'metrics',
      stage: 'observe',
      async handle(ctx, next) {
        const startedAt = performance.now()
        const reply = await next()
        durations.observe(ctx.route, reply.status, (performance.now() - startedAt) / 1000)
        return reply
      },
    },
    countPluginError: plugin => pluginErrors.inc({ plugin }),
    write: () => registry.metrics(),
  }
}
