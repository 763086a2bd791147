import { hashToken, type Session } from '../../packages/core/dist/index.js'
import { madeUpUserId, newSession, sessionsPerUser } from '../servers/fill-sessions.ts'

/** Tokens are counted, so that any can be made again; what is stored of them is as scattered as random ones are. */
export const knownToken = (n: number): string => `pylon_${n.toString(16).padStart(64, '0')}`

export const knownTokenHash = (n: number): string => hashToken(knownToken(n))

export const knownSessionId = (n: number): string => `ses_${n.toString(16).padStart(32, '0')}`

/** How many users share so many sessions. */
export const userCount = (sessionCount: number): number => sessionCount / sessionsPerUser

/** The owner of the nth of all sessions. Nobody's lie side by side: people sign in here and there over time. */
export const knownUserId = (n: number, sessionCount: number): string => madeUpUserId(n % userCount(sessionCount))

/** The nth of so many sessions. */
export const knownSession = (n: number, sessionCount: number, now: number): Session => ({
  ...newSession(knownToken(n), knownUserId(n, sessionCount), now),
  id: knownSessionId(n),
})
