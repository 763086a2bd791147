import { setTimeout as pause } from 'node:timers/promises'
import type { Cluster, Redis } from 'ioredis'

/** Lets what is on its way be answered, for as long as a call may take, and ends the connection. */
export async function closeClient(client: Redis | Cluster, timeoutSecs: number): Promise<void> {
  if (client.status === 'end') return
  if (client.status === 'ready') {
    const timer = new AbortController()
    const quit = client.quit().catch(() => {}) // the connection broke: it is closed
    await Promise.race([quit, pause(timeoutSecs * 1_000, null, { signal: timer.signal }).catch(() => {})])
    timer.abort()
  }
  client.disconnect()
}
