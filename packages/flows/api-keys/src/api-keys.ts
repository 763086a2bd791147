import {
  type ApiKey,
  type Authenticator,
  type Clock,
  ConfigError,
  createTouchBuffer,
  type StoreBundle,
  systemClock,
} from '@pylon/core'
import { apiKeyAuthenticator } from './authenticator.ts'
import { createKey } from './key-form.ts'

export interface ApiKeysOptions {
  readonly stores: Pick<StoreBundle, 'apiKeys' | 'users' | 'transaction'>
  /** What every key begins with; default `pk`. */
  readonly prefix?: string
  /** For keys that name no end of their own, in days; default 90; null = they never end. */
  readonly defaultLifetimeDays?: number | null
  /** Live keys of one user; default 50. */
  readonly maxPerUser?: number
  /** How often `lastUsedAt` is written at most, in seconds; default 60. */
  readonly touchIntervalSecs?: number
  readonly clock?: Clock
}

/** What the owner decides about a new key. */
export interface NewApiKey {
  readonly userId: string
  readonly name: string | null
  /** Null = as far as the owner reaches. */
  readonly scopes: readonly string[] | null
  /** 0 = never; null = the default lifetime. */
  readonly expiresAt: number | null
}

/** A key at the only moment in which it is known whole. */
export interface IssuedApiKey {
  readonly key: string
  readonly record: ApiKey
}

export interface ApiKeys {
  /** Recognises `Authorization: Bearer <prefix>.<id>.<secret>`; throws `INVALID_API_KEY` (401) for one that is not valid. */
  readonly authenticator: Authenticator
  /** Null when the owner is gone, `full` when they have as many as they may. */
  create(wanted: NewApiKey): Promise<IssuedApiKey | 'full' | null>
  /** A new secret; the old one counts for `graceSecs` more. Null when the user has no such key. */
  rotate(userId: string, id: string, graceSecs: number): Promise<IssuedApiKey | null>
  listByUser(userId: string): Promise<readonly ApiKey[]>
  revoke(userId: string, id: string): Promise<boolean>
  /** Deletes at most `limit` expired ones; answers how many. */
  sweep(limit: number): Promise<number>
  /** Writes the "last used" times that wait in memory; call it before the store closes. */
  flush(): Promise<void>
}

/**
 * Makes, finds and ends API keys. The store sees digests of secrets, never the keys.
 *
 * Throws `ConfigError` for options out of range.
 *
 * @example
 * import { createApiKeys } from '@pylon/api-keys'
 * import { memoryStores } from '@pylon/core/memory'
 *
 * const apiKeys = createApiKeys({ stores: memoryStores(), defaultLifetimeDays: 30 })
 */
export function createApiKeys({
  stores,
  prefix = 'pk',
  defaultLifetimeDays = 90,
  maxPerUser = 50,
  touchIntervalSecs = 60,
  clock = systemClock,
}: ApiKeysOptions): ApiKeys {
  checkOptions({ prefix, defaultLifetimeDays, maxPerUser })
  const touches = createTouchBuffer(
    (id, lastUsedAt) => ({ id, lastUsedAt }),
    list => stores.apiKeys.touch(list),
  )

  async function create({ userId, name, scopes, expiresAt }: NewApiKey): Promise<IssuedApiKey | 'full' | null> {
    const now = clock()
    const { key, ...made } = createKey(prefix)
    const end = expiresAt ?? (defaultLifetimeDays === null ? 0 : now + defaultLifetimeDays * 86_400)
    const none = { previousHash: null, previousExpiresAt: 0, lastUsedAt: null }
    const record: ApiKey = { ...made, ...none, userId, name, scopes, createdAt: now, expiresAt: end }
    return stores.transaction(async ({ users, apiKeys }) => {
      // holds the user: the limit is kept in parallel, and nobody is deleted or banned in between
      const owner = await users.findById(userId)
      if (owner === null || owner.isBanned) return null
      if ((await apiKeys.listByUser(userId, now)).length >= maxPerUser) return 'full'
      await apiKeys.insert(record)
      return { key, record }
    })
  }

  async function rotate(userId: string, id: string, graceSecs: number): Promise<IssuedApiKey | null> {
    const now = clock()
    const { key, secretHash, prefix: shown } = createKey(prefix, id)
    const rotation = { secretHash, prefix: shown, previousExpiresAt: now + graceSecs }
    const record = await stores.apiKeys.rotate(userId, id, rotation, now)
    return record === null ? null : { key, record }
  }

  return {
    authenticator: apiKeyAuthenticator({ stores, prefix, touches, touchIntervalSecs, clock }),
    create,
    rotate,
    listByUser: userId => stores.apiKeys.listByUser(userId, clock()),
    revoke: (userId, id) => stores.apiKeys.revoke(userId, id, clock()),
    sweep: limit => stores.apiKeys.sweep(clock(), limit),
    flush: touches.flush,
  }
}

function checkOptions({
  prefix,
  defaultLifetimeDays,
  maxPerUser,
}: Required<Pick<ApiKeysOptions, 'prefix' | 'defaultLifetimeDays' | 'maxPerUser'>>): void {
  const problems: string[] = []
  if (!/^[a-z][a-z0-9_-]{0,15}$/i.test(prefix) || prefix === 'pylon_')
    problems.push(`prefix: expected a letter and at most 15 letters, digits, _ or -, found ${JSON.stringify(prefix)}`)
  if (defaultLifetimeDays !== null && !(Number.isSafeInteger(defaultLifetimeDays) && defaultLifetimeDays >= 1))
    problems.push(`defaultLifetimeDays: expected a whole number of at least 1, or null, found ${defaultLifetimeDays}`)
  if (!(Number.isSafeInteger(maxPerUser) && maxPerUser >= 1))
    problems.push(`maxPerUser: expected a whole number of at least 1, found ${maxPerUser}`)
  if (problems.length > 0) throw new ConfigError(problems)
}
