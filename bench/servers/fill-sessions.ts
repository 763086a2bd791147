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

export interface FillOptions {
  /** Default 4,000,000,000: far in the future. */
  readonly expiresAt?: number
  /** Each user has this many; default 10. */
  readonly perUser?: number
}

/** Stores sessions of made-up users through the store's own methods; answers the token of the last one. */
export async function fillSessions(
  { transaction }: Pick<StoreBundle, 'transaction'>,
  count: number,
  { expiresAt = 4_000_000_000, perUser = 10 }: FillOptions = {},
): Promise<string> {
  let token = ''
  let userId = ''
  for (let done = 0; done < count; done += chunkSize) {
    await transaction(async ({ sessions }) => {
      for (let at = done; at < Math.min(count, done + chunkSize); at++) {
        if (at % perUser === 0) userId = generateId('usr_')
        token = generateToken('pylon_')
        await sessions.insert(madeUpSession(token, userId, expiresAt))
      }
    })
  }
  return token
}

const chunkSize = 50_000

const madeUpSession = (token: string, userId: string, expiresAt: number): Session => ({
  id: generateId('ses_'),
  tokenHash: hashToken(token),
  tokenPrefix: token.slice(0, 8),
  userId,
  isGuest: false,
  roles: [],
  tenantId: null,
  amr: ['pwd'],
  device: 'Firefox on Linux',
  ip: '203.0.113.7',
  createdAt: 1_700_000_000,
  authTime: 1_700_000_000,
  lastUsedAt: 1_700_000_000,
  expiresAt,
})
