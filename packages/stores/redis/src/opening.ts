import type { Cluster, Redis } from 'ioredis'
import { messageOf } from './errors.ts'

/** Follows the connection of a client. */
export interface Opening {
  readonly isReady: boolean
  /** Resolves when the first attempt to connect has ended, well or not. */
  readonly firstAttempt: Promise<void>
  readonly hasTried: boolean
  /** Why there is no connection. */
  readonly problem: string
  stop(): void
}

export function followOpening(client: Redis | Cluster): Opening {
  const { promise: firstAttempt, resolve } = Promise.withResolvers<void>()
  let hasTried = false
  let problem = 'Redis is not connected'

  function settle(): void {
    hasTried = true
    resolve()
  }
  function open(): void {
    void connectNodes(client).then(settle)
  }
  function note(error: unknown): void {
    problem = messageOf(error)
  }

  client.on('ready', open).on('close', settle).on('end', settle).on('error', note)
  if (client.status === 'ready') open()
  if (client.status === 'reconnecting' || client.status === 'end') settle()
  if (client.status === 'wait') client.connect().catch(note) // made with `lazyConnect`

  return {
    get isReady() {
      return hasTried && client.status === 'ready'
    },
    firstAttempt,
    get hasTried() {
      return hasTried
    },
    get problem() {
      return problem
    },
    stop() {
      settle()
      client.off('ready', open).off('close', settle).off('end', settle)
      // the listener for errors stays: without one ioredis prints them
    },
  }
}

/** A cluster is ready before its nodes are, which connect with the first command and refuse the second one until then. */
async function connectNodes(client: Redis | Cluster): Promise<void> {
  if (!('nodes' in client)) return
  await Promise.allSettled(client.nodes('master').map(node => (node.status === 'wait' ? node.connect() : node)))
}
