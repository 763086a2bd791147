import { Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis'
import { type Address, parseAddresses } from './addresses.ts'
import { checkClient } from './check-client.ts'

/** Where the stores are: one or more URLs, or a client of ioredis that stays yours. */
export type RedisTarget = string | Redis | Cluster

export interface OpenedClient {
  readonly client: Redis | Cluster
  /** Whether we made it and so have to close it. */
  readonly isOurs: boolean
}

export function openClient(target: RedisTarget): OpenedClient {
  if (typeof target !== 'string') return { client: checkClient(target), isOurs: false }
  const [first, ...others] = parseAddresses(target)
  const client =
    others.length === 0
      ? new Redis({ ...nodeOptions(first), host: first.host, port: first.port, retryStrategy: pauseMs })
      : new Cluster(
          [first, ...others].map(({ host, port }) => ({ host, port })),
          { ...clusterOptions, redisOptions: nodeOptions(first) },
        )
  return { client, isOurs: true }
}

/**
 * A command is sent once: one that was on its way when the connection broke may have been done, and sent again it would
 * count a try twice. A connection without an answer for as long as a call may take is broken, and made anew.
 */
function nodeOptions({ username, password, database, isEncrypted }: Address): NodeOptions {
  return {
    ...(username === null ? {} : { username }),
    ...(password === null ? {} : { password }),
    ...(isEncrypted ? { tls: {} } : {}),
    db: database,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 1_000,
    socketTimeout: 750,
    reconnectOnError: ({ message }) => message.startsWith('READONLY'), // the node has become a replica of another
  }
}

/** Without what would change the types of answers. */
type NodeOptions = Omit<RedisOptions, 'replyMapping'>

/** The delays are 0 for the same reason: they are the pauses before ioredis sends a command again. */
const clusterOptions = {
  enableOfflineQueue: false,
  clusterRetryStrategy: pauseMs,
  retryDelayOnFailover: 0,
  retryDelayOnClusterDown: 0,
  retryDelayOnTryAgain: 0,
  maxRedirections: 5,
  slotsRefreshTimeout: 1_000,
  slotsRefreshInterval: 5_000,
} satisfies ClusterOptions

function pauseMs(attempts: number): number {
  return Math.min(50 * attempts, 500)
}
