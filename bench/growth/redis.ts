import { startRedis } from '../../test-services/src/index.ts'
import { openRedis } from '../lib/redis-driver.ts'
import { usedMemory } from '../lib/redis-memory.ts'
import { openRedisPipe } from '../lib/redis-pipe.ts'
import type { Kind } from './kind.ts'
import { knownSession } from './known-session.ts'
import { repeatedCommands } from './redis-commands.ts'

export const redis: Kind = {
  name: 'Redis',
  livesIn: 'memory',
  async fill(sessionCount, _folder, now) {
    const { redisStores } = await import('../../packages/stores/redis/dist/index.js')
    const server = await startRedis()
    try {
      const before = await usedMemory(server.url)
      const { sessions, ping, close } = redisStores(server.url)
      await ping()
      await sessions.insert(knownSession(0, sessionCount, now))
      await multiply(server.url, server.port, sessionCount, now)
      const stop = async (): Promise<void> => {
        await close()
        await server.stop()
      }
      return { sessions, bytes: (await usedMemory(server.url)) - before, warm: async () => {}, stop }
    } catch (error) {
      await server.stop()
      throw error
    }
  },
}

/** Repeats the keys that the store has written for one session. */
async function multiply(url: string, port: number, sessionCount: number, now: number): Promise<void> {
  const client = openRedis(url)
  const commandsOf = await repeatedCommands(client, sessionCount, now).finally(() => client.disconnect())
  const pipe = await openRedisPipe(port)
  try {
    for (let n = 1; n < sessionCount; n++) {
      pipe.write(commandsOf(n))
      if (n % sessionsAtOnce === 0) await pipe.flush()
    }
    await pipe.flush()
  } finally {
    pipe.close()
  }
}

const sessionsAtOnce = 5_000
