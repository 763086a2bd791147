import { storeUnavailable } from '@pylon/core'
import type { Pool, PoolClient } from 'pg'

/** Lends the connections of a pool, for a limited time of waiting to a limited number of callers. */
export interface Connections {
  /** Throws when none is free within the time that is left since `startedAtMs`, or too many are waiting already. */
  borrow(startedAtMs: number): Promise<PoolClient>
  /** With an error the connection is thrown away. */
  giveBack(client: PoolClient, error?: Error): void
  /** Refuses whoever waits or comes later; resolves when all are given back, and takes them away when time is up. */
  close(): Promise<void>
}

export interface ConnectionLimits {
  readonly maxConnections: number
  readonly maxWaiting: number
  readonly timeoutMs: number
}

interface Waiter {
  readonly timer: NodeJS.Timeout
  isOver: boolean
  resolve(client: PoolClient): void
  reject(error: unknown): void
}

export function createConnections(pool: Pool, limits: ConnectionLimits): Connections {
  const { maxConnections, maxWaiting, timeoutMs } = limits
  const waiting = new Set<Waiter>()
  const lent = new Set<PoolClient>()
  const shielded = new WeakSet<PoolClient>()
  let taken = 0
  let isClosed = false
  let onAllBack = (): void => {}
  pool.on('error', ignore) // an idle connection that breaks must not end the process

  function borrow(startedAtMs: number): Promise<PoolClient> {
    return new Promise((resolve, reject) => {
      if (isClosed) return reject(storeUnavailable(new Error('The stores are closed')))
      if (taken >= maxConnections && waiting.size >= maxWaiting) return reject(storeUnavailable(tooMany()))
      const timer = setTimeout(() => setImmediate(giveUp), timeoutMs - (performance.now() - startedAtMs))
      const waiter = { timer, isOver: false, resolve, reject }
      if (taken < maxConnections) connect(waiter)
      else waiting.add(waiter)

      /** A busy event loop is late for its timers too: one may have been given back that nobody looked at yet. */
      function giveUp(): void {
        waiting.delete(waiter)
        refuse(waiter, new Error('No connection to PostgreSQL was free in time'))
      }
    })
  }

  function connect(waiter: Waiter): void {
    taken++
    pool.connect((error, client) => {
      if (client !== undefined) {
        shield(client)
        lent.add(client)
        serve(waiter, client)
      } else {
        refuse(waiter, error)
        letGo()
      }
    })
  }

  /**
   * For good: the pool takes its own listener away from a connection that it is closing, and a server that says good-bye
   * at that moment would end the process. The statement that runs on a broken connection is told anyway.
   */
  function shield(client: PoolClient): void {
    if (shielded.has(client)) return
    shielded.add(client)
    client.on('error', ignore)
  }

  function serve(waiter: Waiter, client: PoolClient): void {
    if (isClosed) refuse(waiter, new Error('The stores are closed'))
    if (waiter.isOver) giveBack(client)
    else accept(waiter, client)
  }

  function giveBack(client: PoolClient, error?: Error): void {
    if (!lent.has(client)) return // was taken away
    const next = error === undefined && pool.waitingCount === 0 ? nextWaiter() : undefined
    if (next === undefined) release(client, error)
    else serve(next, client) // from hand to hand: the pool would take a turn for it
  }

  function release(client: PoolClient, error?: Error): void {
    lent.delete(client)
    client.release(error)
    letGo()
  }

  function letGo(): void {
    taken--
    const next = nextWaiter()
    if (next !== undefined) connect(next)
    else if (taken === 0) onAllBack()
  }

  function nextWaiter(): Waiter | undefined {
    for (const waiter of waiting) {
      waiting.delete(waiter)
      return waiter
    }
    return undefined
  }

  async function close(): Promise<void> {
    isClosed = true
    for (const waiter of waiting) refuse(waiter, new Error('The stores are closed'))
    waiting.clear()
    if (taken > 0) await allBack()
    pool.off('error', ignore)
  }

  async function allBack(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, timeoutMs)
    onAllBack = resolve
    await promise
    clearTimeout(timer)
    for (const client of lent) giveBack(client, new Error('The stores are closed'))
  }

  return { borrow, giveBack, close }
}

function accept(waiter: Waiter, client: PoolClient): void {
  waiter.isOver = true
  clearTimeout(waiter.timer)
  waiter.resolve(client)
}

function refuse(waiter: Waiter, error: unknown): void {
  if (waiter.isOver) return
  waiter.isOver = true
  clearTimeout(waiter.timer)
  waiter.reject(storeUnavailable(error))
}

const tooMany = (): Error => new Error('Too many callers wait for a connection to PostgreSQL')

function ignore(): void {}
