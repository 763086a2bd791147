import type { OneTimeEntry, OneTimeStore, OneTimeTry } from '@pylon/core'
import { dropAtMs } from './expiry.ts'
import type { Keys } from './keys.ts'
import type { Line } from './line.ts'
import { failScript, takeScript } from './one-time-scripts.ts'

/** Redis drops an entry a minute after it has expired: there is nothing to sweep. */
export function redisOneTime(line: Line, keys: Keys): OneTimeStore {
  async function put({ purpose, key, value, expiresAt }: OneTimeEntry): Promise<void> {
    const expiry = expiresAt === 0 ? [] : ['PXAT', dropAtMs(expiresAt)]
    await line.send(line.deadline(), 'SET', keys.oneTime(purpose, key), `${expiresAt} 0 ${value}`, ...expiry)
  }

  async function take(purpose: string, key: string, now: number): Promise<string | null> {
    return (await line.run(line.deadline(), takeScript, keys.oneTime(purpose, key), now)) as string | null
  }

  async function fail(purpose: string, key: string, limit: number, now: number): Promise<OneTimeTry | null> {
    const answer = await line.run(line.deadline(), failScript, keys.oneTime(purpose, key), limit, now)
    if (answer === null) return null
    const [tries, value] = answer as [tries: number, value?: string | null] // Redis cuts a list at a nil
    return { tries: Number(tries), value: value ?? null }
  }

  return { put, take, fail, sweep: async () => 0 }
}
