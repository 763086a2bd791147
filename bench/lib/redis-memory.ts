import { setTimeout as pause } from 'node:timers/promises'
import { openRedis, type Redis } from './redis-driver.ts'

/** What a Redis uses for everything that it holds, once that has settled: tables grow in the background. */
export async function usedMemory(url: string): Promise<number> {
  const client = openRedis(url)
  try {
    for (let before = await look(client); ; ) {
      await pause(500)
      const after = await look(client)
      if (Math.abs(after - before) <= before / 1_000) return after
      before = after
    }
  } finally {
    client.disconnect()
  }
}

async function look(client: Redis): Promise<number> {
  const used = /used_memory:(\d+)/.exec(await client.info('memory'))?.[1]
  if (used === undefined) throw new Error('Redis does not say how much memory it uses')
  return Number(used)
}
