import type { Redis } from 'ioredis'
import { masters, scanPage } from '../key-scan.ts'
import type { SessionAccess } from './access.ts'
import { inBatches } from './batches.ts'
import { expireScript } from './token-scripts.ts'

/**
 * Takes what has expired out of the indexes; the sessions themselves Redis drops by its own clock, unless that clock is
 * behind. A call looks at ten thousand indexes at most and the next one goes on where it stopped.
 */
export function createSweep(access: SessionAccess): (now: number, limit: number) => Promise<number> {
  const cursors = new Map<string, string>()

  async function sweepNode(node: Redis, now: number, limit: number, mostIndexes: number): Promise<number> {
    const name = nodeName(node)
    const from = cursors.get(name) ?? '0'
    let cursor = from
    let swept = 0
    let seen = 0
    let hasWrapped = from === '0'
    for (let pages = 0; pages < mostPages && seen < mostIndexes; pages++) {
      const page = await scanPage(access.line, node, access.keys.everyUserIndex, cursor)
      swept += await sweepIndexes(access, page.keys, now, limit - swept)
      if (swept >= limit) break // the page may hold more: the next call begins with it
      seen += page.keys.length
      cursor = page.cursor
      if (cursor === '0' && hasWrapped) break
      hasWrapped ||= cursor === '0'
    }
    cursors.set(name, cursor)
    return swept
  }

  return async (now, limit) => {
    const nodes = await masters(access.line, access.line.deadline())
    let swept = 0
    for (const node of nodes) {
      if (swept < limit) swept += await sweepNode(node, now, limit - swept, Math.ceil(mostIndexesAtOnce / nodes.length))
    }
    return swept
  }
}

const mostIndexesAtOnce = 10_000
/** In a database that is full of somebody else's keys. */
const mostPages = 1_000

const nodeName = ({ options }: Redis): string => `${options.host}:${options.port}`

/** Answers how many entries were taken out, `limit` at most. */
async function sweepIndexes(
  access: SessionAccess,
  indexes: readonly string[],
  now: number,
  limit: number,
): Promise<number> {
  let left = limit
  for (let hasMore = true; hasMore && left > 0; ) {
    hasMore = false
    await inBatches(indexes, async index => {
      hasMore ||= left === 0 // for now: some of what was granted may come back
      const expired = await expiredMembers(access, index, now, Math.min(left, mostMembersAtOnce))
      const granted = expired.slice(0, left) // others of this batch have taken their share
      left -= granted.length
      const removed = await sweepMembers(access, index, granted, now)
      left += granted.length - removed // another sweeper was first, or it lives
      hasMore ||= granted.length < expired.length || removed === mostMembersAtOnce
    })
  }
  return limit - left
}

const mostMembersAtOnce = 100

async function expiredMembers(
  { line }: SessionAccess,
  index: string,
  now: number,
  limit: number,
): Promise<readonly string[]> {
  return (await line.send(line.deadline(), 'ZRANGEBYSCORE', index, '-inf', now, 'LIMIT', 0, limit)) as string[]
}

/** Two sweepers may meet: each entry counts for the one that took it out. */
async function sweepMembers(
  { line, keys }: SessionAccess,
  index: string,
  members: readonly string[],
  now: number,
): Promise<number> {
  const gone: string[] = []
  await inBatches(members, async member => {
    const answer = await line.run(line.deadline(), expireScript, keys.session(member), now)
    if (answer === null || answer === 0) gone.push(member)
    else if (answer !== '') await line.send(line.deadline(), 'ZADD', index, 'XX', scoreOf(answer), member) // it was made longer
  })
  return gone.length === 0 ? 0 : Number(await line.send(line.deadline(), 'ZREM', index, ...gone))
}

const scoreOf = (expiresAt: unknown): number | string => (Number(expiresAt) === 0 ? '+inf' : Number(expiresAt))
