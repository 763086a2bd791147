import {
  type ApiKey,
  type AuthContext,
  type Authenticator,
  anonymous,
  bearerFrom,
  type Clock,
  constantTimeEqual,
  PylonError,
  type Stores,
  type TouchBuffer,
  type User,
} from '@pylon/core'
import { type PresentedKey, parseKey } from './key-form.ts'

export interface ApiKeyAuthenticatorOptions {
  readonly stores: Pick<Stores, 'apiKeys' | 'users'>
  readonly prefix: string
  readonly touches: TouchBuffer
  readonly touchIntervalSecs: number
  readonly clock: Clock
}

/** Recognises whoever presents a live key: one digest, the key's row and its owner's. */
export function apiKeyAuthenticator({
  stores,
  prefix,
  touches,
  touchIntervalSecs,
  clock,
}: ApiKeyAuthenticatorOptions): Authenticator {
  const start = `${prefix}.`

  return {
    name: 'api-key',
    async authenticate(ctx) {
      const bearer = bearerFrom(ctx)
      if (bearer?.startsWith(start) !== true) return null
      const presented = parseKey(prefix, bearer)
      if (presented === null) throw invalidApiKey('the form is wrong')
      const now = clock()
      const key = await stores.apiKeys.find(presented.id, now)
      if (key === null) throw invalidApiKey('there is no such live key')
      if (!isSecret(key, presented, now)) throw invalidApiKey('the secret is wrong')
      const owner = await stores.users.findById(key.userId)
      if (owner === null || owner.isBanned) throw invalidApiKey('the owner is deleted or banned')
      if (now - (key.lastUsedAt ?? 0) >= touchIntervalSecs) touches.add(key.id, now)
      return toAuthContext(key, owner)
    },
  }
}

function isSecret(key: ApiKey, { secretHash }: PresentedKey, now: number): boolean {
  if (constantTimeEqual(key.secretHash, secretHash)) return true
  return key.previousHash !== null && now < key.previousExpiresAt && constantTimeEqual(key.previousHash, secretHash)
}

const toAuthContext = (key: ApiKey, owner: User): AuthContext => ({
  ...anonymous,
  via: 'api-key',
  userId: key.userId,
  roles: owner.roles,
  apiKeyId: key.id,
  scopes: key.scopes,
})

/** One code for every cause; the log has the cause. */
const invalidApiKey = (why: string): PylonError =>
  new PylonError('INVALID_API_KEY', 401, 'This API key is not valid', { cause: new Error(why) })
