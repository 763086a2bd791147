import { hash } from 'node:crypto'
import {
  generateId,
  generateToken,
  hashToken,
  type Session,
  type StoreBundle,
  type User,
} from '../../packages/core/dist/index.js'

export const benchUser: User = {
  id: 'usr_0123456789abcdef0123456789abcdef',
  email: 'bench@example.com',
  isEmailVerified: true,
  displayName: null,
  roles: [],
  isBanned: false,
  authVersion: 1,
  createdAt: 0,
  updatedAt: 0,
}

/** Stores one session for each token, ten for each of the made-up users, through the store's own methods. */
export async function fillSessions(
  { transaction }: Pick<StoreBundle, 'transaction'>,
  tokens: Iterable<string>,
  expiresAt: number = farFuture,
): Promise<void> {
  let stored = 0
  for (const chunk of chunksOf(tokens)) {
    await transaction(async ({ sessions }) => {
      for (const token of chunk) {
        await sessions.insert(madeUpSession(token, madeUpUserId(Math.floor(stored++ / sessionsPerUser)), expiresAt))
      }
    })
  }
}

/** The id of the nth user: as scattered as a random one. */
export const madeUpUserId = (n: number): string => `usr_${hash('sha256', String(n)).slice(0, 32)}`

/** As many tokens as asked for, one at a time. */
export function* newTokens(count: number): Generator<string> {
  for (let at = 0; at < count; at++) yield generateToken('pylon_')
}

const farFuture = 4_000_000_000
export const sessionsPerUser = 10
const tokensPerTransaction = 50_000

function* chunksOf(tokens: Iterable<string>): Generator<readonly string[]> {
  let chunk: string[] = []
  for (const token of tokens) {
    chunk.push(token)
    if (chunk.length < tokensPerTransaction) continue
    yield chunk
    chunk = []
  }
  yield chunk
}

/** One that a real server would have made just now. */
export function newSession(token: string, userId: string, now: number): Session {
  const times = { createdAt: now, authTime: now, lastUsedAt: now }
  return { ...madeUpSession(token, userId, now + lifetimeSecs), ...times }
}

const lifetimeSecs = 30 * 86_400

const madeUpSession = (token: string, userId: string, expiresAt: number): Session => ({
  id: generateId('ses_'),
  tokenHash: hashToken(token),
  tokenPrefix: token.slice(0, 8),
  userId,
  isGuest: false,
  roles: [],
  tenantId: null,
  tenantRole: null,
  amr: ['pwd'],
  device: 'Firefox on Linux',
  ip: '203.0.113.7',
  createdAt: 1_700_000_000,
  authTime: 1_700_000_000,
  lastUsedAt: 4_000_000_000,
  expiresAt,
})
