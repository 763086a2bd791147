import type { Redis } from '../lib/redis-driver.ts'
import { knownSession, knownSessionId, knownTokenHash, knownUserId } from './known-session.ts'

/** Reads what the store has written for the first session, alone in its Redis; answers the same commands for the nth. */
export async function repeatedCommands(
  client: Redis,
  sessionCount: number,
  now: number,
): Promise<(n: number) => string> {
  const commands = await Promise.all((await client.keys('*')).map(key => commandOf(client, key)))
  return toTemplate(commands.map(toWire).join(''), sessionCount, now)
}

async function commandOf(client: Redis, key: string): Promise<readonly string[]> {
  const type = await client.type(key)
  if (type === 'string') {
    const [value, dropAtMs] = [await client.get(key), await client.pexpiretime(key)]
    return ['SET', key, value ?? '', ...(dropAtMs > 0 ? ['PXAT', String(dropAtMs)] : [])]
  }
  if (type !== 'zset') throw new Error(`Expected strings and sorted sets, found a ${type}`)
  const [member = '', score = ''] = await client.zrange(key, '0', '-1', 'WITHSCORES')
  return ['ZADD', key, score, member]
}

/** All that is replaced keeps its length, so the lengths stay right. */
const toWire = (words: readonly string[]): string =>
  `*${words.length}\r\n${words.map(word => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`

function toTemplate(text: string, sessionCount: number, now: number): (n: number) => string {
  const model = knownSession(0, sessionCount, now)
  const userId = (n: number): string => knownUserId(n, sessionCount)
  const makers = new Map<string, (n: number) => string>([
    [model.tokenHash, knownTokenHash],
    [model.id, knownSessionId],
    [packed(model.id), n => packed(knownSessionId(n))],
    [model.userId, userId],
    [packed(model.userId), n => packed(userId(n))],
  ])
  const parts = text.split(new RegExp(`(${[...makers.keys()].join('|')})`)).map(part => makers.get(part) ?? part)
  return n => {
    let filled = ''
    for (const part of parts) filled += typeof part === 'string' ? part : part(n)
    return filled
  }
}

/** The hex digits of an id in base64url, as the store has them. */
const packed = (id: string): string => Buffer.from(id.slice(4), 'hex').toString('base64url')
