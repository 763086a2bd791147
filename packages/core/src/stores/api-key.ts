/** What is kept of an API key; its secret is not. */
export interface ApiKey {
  /** Public part of the key. */
  readonly id: string
  readonly userId: string
  readonly name: string | null
  /** First characters of the key, for people to tell keys apart. */
  readonly prefix: string
  readonly secretHash: string
  /** The secret before the last rotation, while it still counts. */
  readonly previousHash: string | null
  /** When the previous secret stops to count; 0 = there is none. */
  readonly previousExpiresAt: number
  /** Null = not limited. */
  readonly scopes: readonly string[] | null
  readonly createdAt: number
  readonly lastUsedAt: number | null
  /** 0 = never. */
  readonly expiresAt: number
}

/** A new secret in the place of the old one. */
export interface ApiKeyRotation {
  readonly secretHash: string
  readonly prefix: string
  /** Until when the old secret counts; `now` = no longer. */
  readonly previousExpiresAt: number
}

export interface ApiKeyTouch {
  readonly id: string
  readonly lastUsedAt: number
}

/** Remembers API keys by their public id. */
export interface ApiKeyStore {
  insert(key: ApiKey): Promise<void>
  find(id: string, now: number): Promise<ApiKey | null>
  /** Live ones, newest first. */
  listByUser(userId: string, now: number): Promise<readonly ApiKey[]>
  /** Answers false when the user has no such live key. */
  revoke(userId: string, id: string, now: number): Promise<boolean>
  /** Revokes all of a user's keys; answers how many of them were live. */
  revokeByUser(userId: string, now: number): Promise<number>
  /** Makes the secret the previous one and puts a new one in its place, in one step; null when there is no such live key. */
  rotate(userId: string, id: string, rotation: ApiKeyRotation, now: number): Promise<ApiKey | null>
  /** Moves `lastUsedAt` forward; keys that are gone stay gone. May be lost in a power cut. */
  touch(touches: readonly ApiKeyTouch[]): Promise<void>
  /** Deletes at most `limit` expired keys; answers how many. */
  sweep(now: number, limit: number): Promise<number>
}
