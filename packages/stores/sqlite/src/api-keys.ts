import type { ApiKey, ApiKeyRotation, ApiKeyStore, ApiKeyTouch } from '@pylon/core'
import type { Access } from './access.ts'
import { type Expiring, isLive } from './expiring.ts'
import { returned } from './statements.ts'
import { rowsAtOnce, sweepInSteps, untilNextTurn } from './sweep.ts'
import { fromColumn, toColumn } from './text-list.ts'

export function sqliteApiKeys(access: Access): ApiKeyStore {
  const insert = access.prepare<[ApiKeyRow]>(`
    INSERT INTO pylon_api_keys (id, user_id, name, prefix, secret_hash, previous_hash, previous_expires_at, scopes,
      created_at, last_used_at, expires_at)
    VALUES (:id, :userId, :name, :prefix, :secretHash, :previousHash, :previousExpiresAt, :scopes,
      :createdAt, :lastUsedAt, :expiresAt)`)

  const find = access.prepare<[id: string], ApiKeyRow>(keyCheck)

  const removeExpired = access.prepare<[id: string, now: number]>(
    'DELETE FROM pylon_api_keys WHERE id = ? AND expires_at BETWEEN 1 AND ?',
  )

  const listByUser = access.prepare<[userId: string, now: number], ApiKeyRow>(`
    SELECT ${columns} FROM pylon_api_keys WHERE user_id = ? AND (expires_at = 0 OR expires_at > ?)
    ORDER BY created_at DESC, id DESC`)

  const revoke = access.prepare<[userId: string, id: string], Expiring>(`
    DELETE FROM pylon_api_keys WHERE user_id = ? AND id = ? RETURNING expires_at AS expiresAt`)

  const revokeByUser = access.prepare<[userId: string], Expiring>(`
    DELETE FROM pylon_api_keys WHERE user_id = ? RETURNING expires_at AS expiresAt`)

  const rotate = access.prepare<[Rotation], ApiKeyRow>(`
    UPDATE pylon_api_keys SET previous_hash = secret_hash, previous_expires_at = :previousExpiresAt,
      secret_hash = :secretHash, prefix = :prefix
    WHERE user_id = :userId AND id = :id AND (expires_at = 0 OR expires_at > :now)
    RETURNING ${columns}`)

  const touch = access.prepare<[json: string]>(`
    UPDATE pylon_api_keys SET last_used_at = touch.at
    FROM (SELECT value ->> 0 AS id, max(value ->> 1) AS at FROM json_each(?) GROUP BY 1) AS touch
    WHERE pylon_api_keys.id = touch.id AND coalesce(last_used_at, 0) < touch.at`)

  const sweep = access.prepare<[now: number, limit: number]>(`
    DELETE FROM pylon_api_keys WHERE rowid IN
      (SELECT rowid FROM pylon_api_keys WHERE expires_at BETWEEN 1 AND ? ORDER BY expires_at LIMIT ?)`)

  async function findLive(id: string, now: number): Promise<ApiKey | null> {
    const row = await access.read(() => find.get(id))
    if (row === undefined) return null
    if (isLive(row, now)) return toApiKey(row)
    await access.writeRelaxed(() => removeExpired.run(id, now)) // so that a clock set back revives nothing
    return null
  }

  function rotateOrRemove(rotation: Rotation): ApiKey | null {
    const row = returned(rotate, rotation)
    if (row !== null) return toApiKey(row)
    removeExpired.run(rotation.id, rotation.now)
    return null
  }

  async function touchInSteps(touches: readonly ApiKeyTouch[]): Promise<void> {
    for (let at = 0; at < touches.length; at += rowsAtOnce) {
      if (at > 0) await untilNextTurn()
      const step = touches.slice(at, at + rowsAtOnce).map(({ id, lastUsedAt }) => [id, lastUsedAt])
      await access.writeRelaxed(() => touch.run(JSON.stringify(step)))
    }
  }

  return {
    insert: key => access.write(() => void insert.run(toRow(key))),
    find: findLive,
    listByUser: (userId, now) => access.read(() => listByUser.all(userId, now).map(toApiKey)),
    revoke: (userId, id, now) => access.write(() => countLive(revoke.all(userId, id), now) > 0),
    revokeByUser: (userId, now) => access.write(() => countLive(revokeByUser.all(userId), now)),
    rotate: (userId, id, rotation, now) => access.write(() => rotateOrRemove({ ...rotation, userId, id, now })),
    touch: touchInSteps,
    sweep: (now, limit) => sweepInSteps(access, sweep, now, limit),
  }
}

const columns = `id, user_id AS userId, name, prefix, secret_hash AS secretHash, previous_hash AS previousHash,
  previous_expires_at AS previousExpiresAt, scopes, created_at AS createdAt, last_used_at AS lastUsedAt,
  expires_at AS expiresAt`

/** What every request with an API key costs: one row by one index. */
export const keyCheck: string = `SELECT ${columns} FROM pylon_api_keys WHERE id = ?`

interface ApiKeyRow extends Omit<ApiKey, 'scopes'> {
  readonly scopes: string | null
}

const toRow = (key: ApiKey): ApiKeyRow => ({ ...key, scopes: key.scopes === null ? null : toColumn(key.scopes) })

const toApiKey = (row: ApiKeyRow): ApiKey => ({ ...row, scopes: row.scopes === null ? null : fromColumn(row.scopes) })

interface Rotation extends ApiKeyRotation {
  readonly userId: string
  readonly id: string
  readonly now: number
}

const countLive = (revoked: readonly Expiring[], now: number): number => revoked.filter(row => isLive(row, now)).length
