import type { Plugin, Route } from '@pylon/core'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface MetricsOptions {
  /** Sessions in the store, expired ones that are not swept yet included. */
  readonly countSessions: () => Promise<number>
  readonly hashQueue: { readonly active: number; readonly queued: number }
}

export interface Metrics {
  /** Measures every request. */
  readonly plugin: Plugin
  /** Prometheus text. */
  write(): Promise<string>
}

export function createMetrics({ countSessions, hashQueue }: MetricsOptions): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const durations = new Histogram({
    name: 'pylon_http_request_duration_seconds',
    help: 'Requests by route and status, with how long they took',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  })
  new Gauge({
    name: 'pylon_sessions',
    help: 'Sessions in the store',
    registers,
    async collect() {
      this.set(await countSessions())
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
  const findTimer = timersOf(durations)

  return {
    plugin: {
      name: 'metrics',
      stage: 'observe',
      async handle(ctx, next) {
        const startedAt = performance.now()
        const reply = await next()
        findTimer(ctx.route, reply.status).observe((performance.now() - startedAt) / 1000)
        return reply
      },
    },
    write: () => registry.metrics(),
  }
}

type Timer = Pick<Histogram.Internal<string>, 'observe'>

/** Labels are the route's pattern, never the path received: an attacker must not make new series. */
function timersOf(durations: Histogram<'method' | 'route' | 'status'>): (route: Route | null, status: number) => Timer {
  const byRoute = new Map<Route | null, Map<number, Timer>>()
  return (route, status) => {
    const byStatus = byRoute.get(route) ?? new Map<number, Timer>()
    const timer = byStatus.get(status) ?? durations.labels(route?.method ?? '', route?.path ?? '', String(status))
    byRoute.set(route, byStatus.set(status, timer))
    return timer
  }
}
