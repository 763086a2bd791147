// A process of its own: the generator must not share the event loop of what it measures, nor of the run itself.
import { setTimeout as sleep } from 'node:timers/promises'
import { Connection } from './connection.ts'
import type { LoadResult, LoadSpec } from './load-spec.ts'
import { percentile } from './stats.ts'

process.on('message', async (spec: LoadSpec) => process.send?.(await load(spec)))

async function load(spec: LoadSpec): Promise<LoadResult> {
  const { port, requests, connections: connectionCount, maxRequests, maxSecs, pauseMs, staysAwake } = spec
  const tookMs: number[] = []
  const statuses: Record<number, number> = {}
  let sent = 0
  let isOver = false
  let finish = (): void => {}
  const finished = new Promise<void>(resolve => {
    finish = resolve
  })

  const next = (connection: Connection): void => {
    if (isOver || sent === maxRequests) return
    sent += 1
    const at = nextAt.get(connection) ?? 0
    nextAt.set(connection, (at + connectionCount) % requests.length)
    connection.send(requests[at] ?? '')
  }
  const connections = await Promise.all(
    Array.from({ length: connectionCount }, () =>
      Connection.open(port, async (connection, status, ms) => {
        if (isOver) return
        tookMs.push(ms)
        statuses[status] = (statuses[status] ?? 0) + 1
        if (tookMs.length === maxRequests) finish()
        if (pauseMs > 0) await sleep(pauseMs)
        next(connection)
      }),
    ),
  )
  const nextAt = new Map(connections.map((each, at) => [each, at % requests.length]))

  const startedAt = performance.now()
  const timer = setTimeout(finish, maxSecs * 1000)
  for (const connection of connections) next(connection)
  if (staysAwake) stayAwake(() => !isOver)
  await finished
  isOver = true
  const elapsedSecs = (performance.now() - startedAt) / 1000
  clearTimeout(timer)
  for (const connection of connections) connection.close()

  return {
    requests: tookMs.length,
    elapsedSecs,
    p50Ms: percentile(tookMs, 0.5),
    p99Ms: percentile(tookMs, 0.99),
    maxMs: percentile(tookMs, 1),
    statuses,
  }
}

function stayAwake(isNeeded: () => boolean): void {
  if (isNeeded()) setImmediate(stayAwake, isNeeded)
}
