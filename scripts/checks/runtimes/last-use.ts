import { setTimeout as sleep } from 'node:timers/promises'
import { type Call, createClient } from './client.ts'

const maxWaits = 8
const waitMs = 1_100

/**
 * Whether "last used" is written down although no answer waits for it. Some runtimes drop a timer together with the
 * request that started it, so this is asked over many requests and not within one.
 */
export async function isLastUseWritten(origin: string, call: Call): Promise<boolean> {
  const send = createClient(origin, call)
  const { body } = await send('POST', '/believe', { body: '{"email":"ada@example.com"}' })
  for (let waits = 0; waits < maxWaits; waits += 1) {
    await sleep(waitMs)
    const list = await send('GET', '/sessions', { bearer: body.token })
    const current = parseSessions(list.body).find(session => session.current)
    if (current !== undefined && current.last_used_at > current.created_at) return true
  }
  return false
}

interface WireSession {
  readonly current: boolean
  readonly created_at: number
  readonly last_used_at: number
}

const parseSessions = (body: unknown): readonly WireSession[] => (Array.isArray(body) ? body : [])
