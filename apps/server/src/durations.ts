import type { Route } from '@pylon/core'
import type { Metric, MetricValue, Registry } from 'prom-client'

/** How long requests took, by route and status. */
export interface Durations {
  observe(route: Route | null, status: number, secs: number): void
}

const name = 'pylon_http_request_duration_seconds'
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

/**
 * A histogram that costs a request two map lookups; prom-client's own looks its labels up by a text it makes of them
 * each time. Labels are the route's pattern, never the path received: an attacker must not make new series.
 */
export function createDurations(registry: Registry): Durations {
  const byRoute = new Map<Route | null, Map<number, Series>>()
  const metric = {
    name,
    get: async () => ({
      name,
      help: 'Requests by route and status, with how long they took',
      type: 'histogram',
      aggregator: 'sum',
      values: [...byRoute].flatMap(([route, byStatus]) =>
        [...byStatus].flatMap(([status, series]) => valuesOf(series, labelsOf(route, status))),
      ),
    }),
    reset: () => byRoute.clear(),
  }
  registry.registerMetric(metric as unknown as Metric) // all that a registry asks of a metric

  function seriesOf(route: Route | null, status: number): Series {
    const byStatus = byRoute.get(route) ?? new Map<number, Series>()
    const series = byStatus.get(status) ?? { counts: new Float64Array(buckets.length + 1), sum: 0 }
    byRoute.set(route, byStatus.set(status, series))
    return series
  }

  return {
    observe(route, status, secs) {
      const series = byRoute.get(route)?.get(status) ?? seriesOf(route, status)
      let at = 0
      while (at < buckets.length && secs > (buckets[at] ?? 0)) at += 1
      series.counts[at] = (series.counts[at] ?? 0) + 1
      series.sum += secs
    },
  }
}

interface Series {
  /** Requests in each bucket alone; the last one is for what took longer than all of them. */
  readonly counts: Float64Array
  sum: number
}

type Labels = Readonly<Record<'method' | 'route' | 'status', string>>

const labelsOf = (route: Route | null, status: number): Labels => ({
  method: route?.method ?? '',
  route: route?.path ?? '',
  status: String(status),
})

function valuesOf({ counts, sum }: Series, labels: Labels): (MetricValue<string> & { metricName: string })[] {
  let total = 0
  const bucketValues = [...buckets, '+Inf'].map((le, at) => {
    total += counts[at] ?? 0
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: total }
  })
  return [
    ...bucketValues,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: total },
  ]
}
