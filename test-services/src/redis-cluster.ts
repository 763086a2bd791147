import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { freePort } from './free-port.ts'
import { type RedisService, startRedis } from './redis.ts'

export interface RedisClusterService {
  readonly nodes: readonly RedisService[]
  stop(): Promise<void>
}

const slots = 16_384

/** Starts a Redis Cluster of masters without replicas. */
export async function startRedisCluster(masters: number = 3): Promise<RedisClusterService> {
  const nodes = await Promise.all(Array.from({ length: masters }, startNode))
  const clients = nodes.map(node => new Redis(node.port, '127.0.0.1'))
  await join(clients, nodes)
  for (const client of clients) client.disconnect()
  return {
    nodes,
    async stop() {
      await Promise.all(nodes.map(node => node.stop()))
    },
  }
}

/** The bus port is named too: by default it is the port plus 10,000, which may be past the last one. */
const startNode = async (): Promise<RedisService> =>
  startRedis([
    ...['--cluster-enabled', 'yes', '--cluster-config-file', 'nodes.conf', '--cluster-node-timeout', '2000'],
    ...['--cluster-port', String(await freePort())],
  ])

async function join(clients: readonly Redis[], nodes: readonly RedisService[]): Promise<void> {
  const boundary = (at: number): number => Math.ceil((at * slots) / clients.length)
  for (const [at, client] of clients.entries()) {
    await client.call('CLUSTER', 'ADDSLOTSRANGE', boundary(at), boundary(at + 1) - 1)
    await client.call('CLUSTER', 'SET-CONFIG-EPOCH', at + 1)
  }
  const [first, ...others] = clients
  for (const [at, client] of others.entries()) {
    const [, busPort = ''] = (await client.call('CONFIG', 'GET', 'cluster-port')) as string[]
    await first?.call('CLUSTER', 'MEET', '127.0.0.1', nodes[at + 1]?.port ?? 0, busPort)
  }
  await Promise.all(clients.map(client => untilWhole(client, clients.length)))
}

async function untilWhole(client: Redis, masters: number): Promise<void> {
  for (;;) {
    const info = String(await client.call('CLUSTER', 'INFO'))
    if (info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${masters}`)) return
    await pause(25)
  }
}
