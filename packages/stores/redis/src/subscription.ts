import { setTimeout as pause } from 'node:timers/promises'
import type { Cluster, Redis, RedisOptions } from 'ioredis'

/** A connection that listens to a channel, and is made anew when it is lost. */
export interface Subscription {
  /** Whether the connection listens and has answered the last question, which is asked each second and given a second. */
  readonly isUp: boolean
  close(): void
}

export function followChannel(
  client: Redis | Cluster,
  channel: string,
  onMessage: (message: string) => void,
): Subscription {
  const ending = new AbortController()
  let isUp = false
  let subscriber: Redis | null = null
  let attempts = 0

  async function follow(): Promise<void> {
    while (!ending.signal.aborted) {
      await listen().catch(() => {}) // `isUp` tells that it was lost; the next round begins anew
      isUp = false
      subscriber?.disconnect()
      await rest(dialAgainMs)
    }
  }

  async function listen(): Promise<void> {
    subscriber = nextNode(client, attempts++)?.duplicate(subscriberOptions) ?? null
    if (subscriber === null) return
    const lost = new Promise<never>((_, reject) => subscriber?.once('close', () => reject(new Error('Lost'))))
    lost.catch(() => {}) // it may be lost before anybody waits for that
    subscriber.on('error', () => {}).on('message', (_, message) => onMessage(message))
    await subscriber.connect()
    await subscriber.subscribe(channel)
    await Promise.race([lost, prove(subscriber)])
  }

  async function prove(of: Redis): Promise<void> {
    while (!ending.signal.aborted) {
      await of.ping()
      isUp = true
      await rest(proveEveryMs)
    }
  }

  async function rest(ms: number): Promise<void> {
    await pause(ms, null, { ref: false, signal: ending.signal }).catch(() => {}) // closed
  }

  void follow()
  return {
    get isUp() {
      return isUp
    },
    close() {
      ending.abort()
      isUp = false
      subscriber?.disconnect()
    },
  }
}

const proveEveryMs = 1_000
const answerWithinMs = 1_000
const dialAgainMs = 250

/** In a cluster every node hears what is published at any of them; after one that was lost comes the next. */
function nextNode(client: Redis | Cluster, attempts: number): Redis | null {
  if (!('nodes' in client)) return client
  const nodes = client.nodes('master')
  return nodes[attempts % nodes.length] ?? null
}

const subscriberOptions: Partial<RedisOptions> = {
  lazyConnect: true,
  retryStrategy: null,
  enableOfflineQueue: false,
  enableAutoPipelining: false,
  autoResubscribe: false,
  maxRetriesPerRequest: 0,
  connectTimeout: answerWithinMs,
  commandTimeout: answerWithinMs,
  socketTimeout: answerWithinMs,
}
