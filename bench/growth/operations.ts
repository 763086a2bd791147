import { generateId, generateToken, type Session, type SessionStore } from '../../packages/core/dist/index.js'
import { insertAll } from '../lib/insert-all.ts'
import { madeUpUserId, newSession, sessionsPerUser } from '../servers/fill-sessions.ts'
import type { Size } from './fill-sizes.ts'
import { knownTokenHash, userCount } from './known-session.ts'

/** Something that is asked of a database, and timed. */
export interface Operation {
  readonly name: string
  readonly unit: 'µs' | 'ms'
  /** Whether it must take the same time however many sessions there are. */
  readonly isIndependentOfSize: boolean
  readonly rounds: number
  /** Runs one round; answers what one call took, in milliseconds. */
  run(size: Size, now: number, round: number): Promise<number>
}

export const expiredPerRound = 1_000
const findsPerRound = 2_000
const listsPerRound = 200
const revocationsPerRound = 20

/** The first half of the users is looked at, the second half is revoked. */
export const operations: readonly Operation[] = [
  {
    name: 'find of a random token',
    unit: 'µs',
    isIndependentOfSize: true,
    rounds: 7,
    run({ sessions, sessionCount }, now) {
      const hashes = Array.from({ length: findsPerRound }, () => knownTokenHash(lookedAt(sessionCount)))
      return timeEach(hashes, async hash => (await sessions.find(hash, now)) !== null)
    },
  },
  {
    name: `list of one user's ${sessionsPerUser}`,
    unit: 'µs',
    isIndependentOfSize: true,
    rounds: 7,
    run({ sessions, sessionCount }, now) {
      const userIds = Array.from({ length: listsPerRound }, () => madeUpUserId(below(userCount(sessionCount) / 2)))
      return timeEach(userIds, async userId => (await sessions.listByUser(userId, now)).length === sessionsPerUser)
    },
  },
  {
    name: `revocation of one user's ${sessionsPerUser}`,
    unit: 'µs',
    isIndependentOfSize: true,
    rounds: 7,
    run({ sessions, sessionCount }, now, round) {
      const first = userCount(sessionCount) / 2 + round * revocationsPerRound
      const userIds = Array.from({ length: revocationsPerRound }, (_, at) => madeUpUserId(first + at))
      return timeEach(userIds, async id => (await sessions.revokeByUser(id, null, now)) === sessionsPerUser)
    },
  },
  {
    name: `sweep of ${expiredPerRound} expired`,
    unit: 'ms',
    isIndependentOfSize: false,
    rounds: 3,
    async run({ sessions }, now) {
      await insertAll(sessions, shortSessions(now), 64)
      const startedAt = performance.now()
      await sweepAll(sessions, now + secsUntilExpired)
      return performance.now() - startedAt
    },
  },
]

/** A session of one of the users that are looked at. */
const lookedAt = (sessionCount: number): number =>
  below(sessionsPerUser) * userCount(sessionCount) + below(userCount(sessionCount) / 2)

const below = (limit: number): number => Math.floor(Math.random() * limit)

/** One after the other. */
async function timeEach(subjects: readonly string[], run: (subject: string) => Promise<boolean>): Promise<number> {
  const startedAt = performance.now()
  for (const subject of subjects) {
    if (!(await run(subject))) throw new Error(`Another answer than expected about ${subject}`)
  }
  return (performance.now() - startedAt) / subjects.length
}

/** They expire in the near future, and the sweep is told a time after it: Redis would drop them by its own clock. */
const secsUntilExpired = 3_600

function* shortSessions(now: number): Generator<Session> {
  for (let at = 0, userId = ''; at < expiredPerRound; at++) {
    if (at % sessionsPerUser === 0) userId = generateId('usr_')
    yield { ...newSession(generateToken('pylon_'), userId, now), expiresAt: now + secsUntilExpired }
  }
}

async function sweepAll(sessions: SessionStore, now: number): Promise<void> {
  for (let swept = 0, calls = 0; swept < expiredPerRound; calls++) {
    if (calls === maxCalls) throw new Error(`Expected ${expiredPerRound} swept sessions, found ${swept}`)
    swept += await sessions.sweep(now, expiredPerRound)
  }
}

const maxCalls = 10_000
