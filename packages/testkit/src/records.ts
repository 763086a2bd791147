import type { Account, ApiKey, Credential, OneTimeEntry, OutboxMail, Session, User } from '@pylon/core'
import { testTime } from './fake-clock.ts'
import { unique, uniqueHash } from './unique.ts'

/**
 * Makes a user with an id and email of their own, created at 2100-01-01.
 *
 * @example
 * import { testUser } from '@pylon/testkit'
 *
 * const ada = testUser({ displayName: 'Ada' })
 */
export function testUser(overrides: Partial<User> = {}): User {
  return {
    id: unique('usr_'),
    email: `${unique('')}@example.com`,
    isEmailVerified: false,
    displayName: 'Ada Lovelace',
    roles: ['editor'],
    isBanned: false,
    authVersion: 1,
    createdAt: testTime,
    updatedAt: testTime,
    ...overrides,
  }
}

/**
 * Makes a password credential of a user of its own.
 *
 * @example
 * import { testCredential } from '@pylon/testkit'
 *
 * const secret = testCredential({ kind: 'totp', value: 'sealed' })
 */
export function testCredential(overrides: Partial<Credential> = {}): Credential {
  return { userId: unique('usr_'), kind: 'password', value: 'hash', step: 0, updatedAt: testTime, ...overrides }
}

/**
 * Makes a session of a user of its own that lives from 2100-01-01 for an hour.
 *
 * @example
 * import { testSession } from '@pylon/testkit'
 *
 * const forever = testSession({ expiresAt: 0 })
 */
export function testSession(overrides: Partial<Session> = {}): Session {
  return {
    id: unique('ses_'),
    tokenHash: uniqueHash(),
    tokenPrefix: 'pylon_ab',
    userId: unique('usr_'),
    isGuest: false,
    roles: ['editor'],
    tenantId: null,
    tenantRole: null,
    amr: ['pwd'],
    device: 'Firefox on Linux',
    ip: '203.0.113.7',
    createdAt: testTime,
    authTime: testTime,
    lastUsedAt: testTime,
    expiresAt: testTime + 3_600,
    ...overrides,
  }
}

/**
 * Makes a one-time entry under a key of its own that lives from 2100-01-01 for ten minutes.
 *
 * @example
 * import { testOneTimeEntry } from '@pylon/testkit'
 *
 * const code = testOneTimeEntry({ purpose: 'magic-code' })
 */
export function testOneTimeEntry(overrides: Partial<OneTimeEntry> = {}): OneTimeEntry {
  return { purpose: 'test', key: uniqueHash(), value: 'value', expiresAt: testTime + 600, ...overrides }
}

/**
 * Makes a linked account at a provider, of a user of its own, with tokens.
 *
 * @example
 * import { testAccount } from '@pylon/testkit'
 *
 * const withoutTokens = testAccount({ accessToken: null, refreshToken: null, idToken: null })
 */
export function testAccount(overrides: Partial<Account> = {}): Account {
  return {
    id: unique('acc_'),
    userId: unique('usr_'),
    providerId: 'google',
    accountId: unique(''),
    email: 'ada@example.com',
    accessToken: 'sealed access token',
    refreshToken: 'sealed refresh token',
    idToken: 'sealed id token',
    accessTokenExpiresAt: testTime + 3_600,
    refreshTokenExpiresAt: null,
    scope: 'openid email',
    createdAt: testTime,
    updatedAt: testTime,
    ...overrides,
  }
}

/**
 * Makes an API key of a user of its own that lives from 2100-01-01 for an hour.
 *
 * @example
 * import { testApiKey } from '@pylon/testkit'
 *
 * const readOnly = testApiKey({ scopes: ['read'], expiresAt: 0 })
 */
export function testApiKey(overrides: Partial<ApiKey> = {}): ApiKey {
  return {
    id: unique('key_'),
    userId: unique('usr_'),
    name: 'build server',
    prefix: 'pylon_key_ab',
    secretHash: uniqueHash(),
    previousHash: null,
    previousExpiresAt: 0,
    scopes: null,
    createdAt: testTime,
    lastUsedAt: null,
    expiresAt: testTime + 3_600,
    ...overrides,
  }
}

/**
 * Makes a mail with a key of its own that is due from 2100-01-01 on, for an hour.
 *
 * @example
 * import { testOutboxMail } from '@pylon/testkit'
 *
 * const later = testOutboxMail({ dueAt: 4_102_444_860 })
 */
export function testOutboxMail(overrides: Partial<OutboxMail> = {}): OutboxMail {
  return {
    id: unique('mail_'),
    key: unique('key '),
    value: 'sealed mail',
    dueAt: testTime,
    tries: 0,
    createdAt: testTime,
    expiresAt: testTime + 3_600,
    ...overrides,
  }
}
