import type { RevocationChannel } from '@pylon/core'
import { openClient, type RedisTarget } from './client.ts'
import { closeClient } from './close-client.ts'
import { createLine } from './line.ts'
import { checkOptions } from './options.ts'
import { followChannel } from './subscription.ts'

export interface RedisRevocationChannelOptions {
  /** What the name of the channel begins with; default `pylon:`. The same for all servers, as for their stores. */
  readonly keyPrefix?: string
  /** How long `publish` may take before it throws, in seconds; default 0.75. */
  readonly timeoutSecs?: number
}

/**
 * Carries word of ended and changed sessions over Redis: PUBLISH, and a connection of its own that listens. `isUp` is true
 * while that connection answers, which it is asked each second. A client that is handed in stays open after `close`.
 *
 * Throws `ConfigError` for a target or option that cannot serve; `publish` throws `STORE_UNAVAILABLE` (503).
 *
 * @example
 * import { redisRevocationChannel } from '@pylon/store-redis'
 *
 * const channel = redisRevocationChannel('redis://127.0.0.1:6379')
 * channel.subscribe(message => console.log(message))
 */
export function redisRevocationChannel(
  target: RedisTarget,
  { keyPrefix = 'pylon:', timeoutSecs = 0.75 }: RedisRevocationChannelOptions = {},
): RevocationChannel {
  const options = checkOptions({ keyPrefix, timeoutSecs, maxWaiting: 1_000 })
  const { client, isOurs } = openClient(target)
  const line = createLine(client, options)
  const channel = `${keyPrefix}revocations`
  const listeners = new Set<(message: string) => void>()
  const subscription = followChannel(client, channel, message => {
    for (const listener of listeners) listener(message)
  })

  return {
    async publish(message) {
      await line.send(line.deadline(), 'PUBLISH', channel, message)
    },
    subscribe: onMessage => void listeners.add(onMessage),
    get isUp() {
      return subscription.isUp
    },
    async close() {
      listeners.clear()
      subscription.close()
      line.close()
      if (isOurs) await closeClient(client, timeoutSecs)
    },
  }
}
