import { createUserIndex } from '../sessions/user-index.ts'
import type { ApiKey, ApiKeyRotation, ApiKeyStore, ApiKeyTouch } from '../stores/api-key.ts'
import type { Access } from './access.ts'
import { createExpiringTable, isLive } from './expiring-table.ts'
import type { Journal } from './journal.ts'

export function memoryApiKeys(journal: Journal): (access: Access) => ApiKeyStore {
  const idsByUser = createUserIndex()
  const keys = createExpiringTable<ApiKey>(
    journal,
    key => key.expiresAt,
    (id, before, after) => idsByUser.move(id, before?.userId ?? null, after?.userId ?? null),
  )

  function insert(key: ApiKey): void {
    if (keys.get(key.id) !== null) throw new Error('An API key with this id is already stored')
    keys.put(key.id, frozen(key))
  }

  const allOf = (userId: string): readonly ApiKey[] => idsByUser.list(userId).map(id => keys.get(id) as ApiKey) // the index names stored rows alone

  const listByUser = (userId: string, now: number): readonly ApiKey[] =>
    allOf(userId)
      .filter(key => isLive(key.expiresAt, now))
      .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))

  function own(userId: string, id: string, now: number): ApiKey | null {
    const key = keys.live(id, now)
    return key?.userId === userId ? key : null
  }

  function revokeByUser(userId: string, now: number): number {
    const live = listByUser(userId, now).length
    for (const { id } of allOf(userId)) keys.delete(id)
    return live
  }

  function rotate(userId: string, id: string, rotation: ApiKeyRotation, now: number): ApiKey | null {
    const key = own(userId, id, now)
    if (key === null) return null
    const next = frozen({ ...key, ...rotation, previousHash: key.secretHash })
    keys.put(id, next)
    return next
  }

  function touch(touches: readonly ApiKeyTouch[]): void {
    for (const { id, lastUsedAt } of touches) {
      const key = keys.get(id)
      if (key !== null && (key.lastUsedAt ?? 0) < lastUsedAt) keys.put(id, frozen({ ...key, lastUsedAt }))
    }
  }

  return access => ({
    insert: key => access.run(() => insert(key)),
    find: (id, now) => access.run(() => keys.live(id, now)),
    listByUser: (userId, now) => access.run(() => listByUser(userId, now)),
    revoke: (userId, id, now) => access.run(() => own(userId, id, now) !== null && keys.delete(id)),
    revokeByUser: (userId, now) => access.run(() => revokeByUser(userId, now)),
    rotate: (userId, id, rotation, now) => access.run(() => rotate(userId, id, rotation, now)),
    touch: touches => access.run(() => touch(touches)),
    sweep: (now, limit) => access.run(() => keys.sweep(now, limit)),
  })
}

/** A copy that nobody can change, so that stored state is safe from callers. */
const frozen = (key: ApiKey): ApiKey =>
  Object.freeze({ ...key, scopes: key.scopes === null ? null : Object.freeze([...key.scopes]) })
