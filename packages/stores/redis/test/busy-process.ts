import { testTime as now, testSession } from '@pylon/testkit'
import { redisStores } from '../src/index.ts'
import type { Acknowledgment } from './busy.ts'

/**
 * A server that does nothing but sign in, refresh and sign out, until it is killed. What it was told to be done it
 * tells in turn, with the number of the round.
 */
const [url = '', keyPrefix = ''] = process.argv.slice(2)
const { sessions } = redisStores(url, { keyPrefix })

const tell = (acknowledgment: Acknowledgment): void => void process.send?.(acknowledgment)

async function serve(worker: number): Promise<void> {
  for (let round = 0; ; round++) {
    const session = testSession()
    await sessions.insert(session)
    tell({ kind: 'live', userId: session.userId, tokenHash: session.tokenHash })
    const { tokenHash } = testSession()
    tell({ kind: 'swapping', userId: session.userId, tokenHash: session.tokenHash })
    await sessions.replace(session.tokenHash, { tokenHash }, now)
    tell({ kind: 'dead', userId: session.userId, tokenHash: session.tokenHash })
    tell({ kind: 'live', userId: session.userId, tokenHash })
    if ((round + worker) % 2 === 0) continue
    tell({ kind: 'swapping', userId: session.userId, tokenHash })
    await sessions.revokeByUser(session.userId, null, now)
    tell({ kind: 'dead', userId: session.userId, tokenHash })
  }
}

await Promise.all(Array.from({ length: 8 }, (_, worker) => serve(worker).catch(() => {}))) // Redis was killed first
process.disconnect()
