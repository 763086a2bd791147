import { setTimeout as pause } from 'node:timers/promises'
import { storeUnavailable } from '@pylon/core'
import type { Client } from 'pg'
import { type ListeningConnection, openListening } from './listening-connection.ts'

/** One connection that listens to a channel, and another one in its place when it breaks. */
export interface Listener {
  /** Whether the connection was seen to listen within the last two seconds. */
  readonly isUp: boolean
  send(payload: string): Promise<void>
  close(): Promise<void>
}

/** `makeClient` sets the time limits for connecting and for a query. */
export function listen(makeClient: () => Client, channel: string, onPayload: (payload: string) => void): Listener {
  const closing = new AbortController()
  let current: ListeningConnection | null = null
  let provenAtMs = Number.NEGATIVE_INFINITY
  const running = keepListening()

  async function keepListening(): Promise<void> {
    for (let pauseMs = firstPauseMs; !closing.signal.aborted; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      const connection = openListening(makeClient(), channel, onPayload)
      if (await listenUntilBroken(connection)) pauseMs = firstPauseMs
      await sleep(pauseMs, closing.signal)
    }
  }

  /** Answers whether it could listen at all. */
  async function listenUntilBroken(connection: ListeningConnection): Promise<boolean> {
    const breakOff = (): void => connection.breakOff()
    closing.signal.addEventListener('abort', breakOff)
    try {
      await connection.start()
      while (!connection.broken.aborted) {
        await connection.prove()
        provenAtMs = performance.now()
        current = connection
        await sleep(heartbeatMs, connection.broken)
      }
    } catch {
      // the loop opens another one; meanwhile `isUp` tells, and `send` throws
    }
    closing.signal.removeEventListener('abort', breakOff)
    connection.breakOff()
    const hasListened = current === connection
    current = null
    return hasListened
  }

  return {
    get isUp() {
      return isUsable(current) && performance.now() - provenAtMs < provenForMs
    },
    async send(payload) {
      if (!isUsable(current)) throw storeUnavailable(new Error('The connection for LISTEN and NOTIFY is down'))
      await current.send(payload)
    },
    async close() {
      closing.abort()
      await running
    },
  }
}

const firstPauseMs = 50
const longestPauseMs = 1_000
const heartbeatMs = 1_000
const provenForMs = 2_000

const isUsable = (connection: ListeningConnection | null): connection is ListeningConnection =>
  connection?.broken.aborted === false

/** Without keeping the process alive. */
async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal, ref: false }).catch(() => {}) // cut short, as was asked
}
