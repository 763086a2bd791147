import { type Cluster, Redis, Cluster as RedisCluster } from 'ioredis'
import { urlOf, type Where } from './targets.ts'

/** A client whose process dies: its commands before that are done, those after are not. */
export interface CutClient {
  readonly client: Redis | Cluster
  /** Lets `count` commands through, and one more when its answer is to be lost. Infinity = all. */
  cutAfter(count: number, isLastDone: boolean): void
  /** How many commands were let through since then. */
  readonly passed: number
}

export async function openCutClient(where: Where): Promise<CutClient> {
  const client = await openClient(where)
  const call = client.call.bind(client) as (...words: unknown[]) => Promise<unknown>
  let left = Number.POSITIVE_INFINITY
  let isLastDone = false
  let passed = 0

  async function cutCall(...words: unknown[]): Promise<unknown> {
    if (left > 0) {
      left--
      passed++
      return call(...words)
    }
    if (isLastDone) {
      isLastDone = false
      await call(...words)
    }
    throw new Error('Cut off')
  }

  Object.assign(client, { call: cutCall })
  return {
    client,
    cutAfter(count, lastDone) {
      left = count
      isLastDone = lastDone
      passed = 0
    },
    get passed() {
      return passed
    },
  }
}

export async function openClient(where: Where): Promise<Redis | Cluster> {
  const nodes = urlOf(where)
    .split(',')
    .map(url => ({ host: '127.0.0.1', port: Number(new URL(url).port) }))
  const client = where === 'single' ? new Redis(nodes[0] ?? {}) : new RedisCluster(nodes)
  await new Promise(resolve => client.once('ready', resolve))
  return client
}
