import type { ApiKeyStore, ApiKeyTouch } from '@pylon/core'
import type { Access } from './access.ts'
import { type ApiKeyRow, apiKeyColumns, toApiKey, toApiKeyRow } from './api-key-row.ts'
import { countLive, findLive } from './live-rows.ts'
import { sweepInSteps } from './sweep.ts'
import type { TextListReader } from './text-list.ts'

/** Statements that touch several keys lock them by id, so that two of them never wait for each other. */
export function postgresApiKeys(access: Access, table: string, readList: TextListReader): ApiKeyStore {
  const insert = access.prepare(
    () => `
    INSERT INTO ${table} (${apiKeyColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
  )

  const find = access.prepare(() => `${apiKeyCheck(table)} ${access.lockClause}`)

  const removeExpired = access.prepare(() => `DELETE FROM ${table} WHERE id = $1 AND expires_at BETWEEN 1 AND $2`)

  const listByUser = access.prepare(
    () => `
    WITH live AS (
      SELECT ${apiKeyColumns} FROM ${table} WHERE user_id = $1 AND (expires_at = 0 OR expires_at > $2)
      ORDER BY id ${access.lockClause})
    SELECT ${apiKeyColumns} FROM live ORDER BY created_at DESC, id DESC`,
  )

  const revoke = access.prepare(
    () => `
    DELETE FROM ${table} WHERE id = $2 AND user_id = $1 RETURNING expires_at = 0 OR expires_at > $3`,
  )

  const revokeByUser = access.prepare(
    () => `
    DELETE FROM ${table} WHERE id = ANY (ARRAY(SELECT id FROM ${table} WHERE user_id = $1 ORDER BY id FOR UPDATE))
    RETURNING expires_at = 0 OR expires_at > $2`,
  )

  // an expired key is deleted, so that a clock set back revives nothing
  const rotate = access.prepare(
    () => `
    WITH expired AS (DELETE FROM ${table} WHERE id = $2 AND user_id = $1 AND expires_at BETWEEN 1 AND $3)
    UPDATE ${table} SET previous_hash = secret_hash, previous_expires_at = $4, secret_hash = $5, prefix = $6
    WHERE id = $2 AND user_id = $1 AND (expires_at = 0 OR expires_at > $3)
    RETURNING ${apiKeyColumns}`,
  )

  const touch = access.prepare(
    () => `
    WITH touched AS MATERIALIZED (
      SELECT key.id, latest.at
      FROM (SELECT id, max(at) AS at FROM unnest($1::text[], $2::bigint[]) AS touch (id, at) GROUP BY id) AS latest
      JOIN ${table} AS key ON key.id = latest.id AND coalesce(key.last_used_at, 0) < latest.at
      ORDER BY key.id FOR NO KEY UPDATE OF key)
    UPDATE ${table} AS key SET last_used_at = touched.at
    FROM touched WHERE key.id = touched.id AND coalesce(key.last_used_at, 0) < touched.at`,
  )

  const sweep = access.prepare(
    () => `
    DELETE FROM ${table} WHERE id = ANY (ARRAY(
      SELECT id FROM ${table} WHERE expires_at BETWEEN 1 AND $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))`,
  )

  async function touchInSteps(touches: readonly ApiKeyTouch[]): Promise<void> {
    for (let at = 0; at < touches.length; at += touchesAtOnce) {
      const some = touches.slice(at, at + touchesAtOnce)
      await access.run(touch, [some.map(each => each.id), some.map(each => each.lastUsedAt)])
    }
  }

  return {
    async insert(key) {
      await access.run(insert, toApiKeyRow(key))
    },
    async find(id, now) {
      const row = await findLive<ApiKeyRow>(access, find, removeExpired, id, row => row[10], now)
      return row === null ? null : toApiKey(row, readList)
    },
    async listByUser(userId, now) {
      const { rows } = await access.run<ApiKeyRow>(listByUser, [userId, now])
      return rows.map(row => toApiKey(row, readList))
    },
    async revoke(userId, id, now) {
      return countLive((await access.run<[wasLive: boolean]>(revoke, [userId, id, now])).rows) > 0
    },
    async revokeByUser(userId, now) {
      return countLive((await access.run<[wasLive: boolean]>(revokeByUser, [userId, now])).rows)
    },
    async rotate(userId, id, { secretHash, prefix, previousExpiresAt }, now) {
      const values = [userId, id, now, previousExpiresAt, secretHash, prefix]
      const { rows } = await access.run<ApiKeyRow>(rotate, values)
      return rows[0] === undefined ? null : toApiKey(rows[0], readList)
    },
    touch: touchInSteps,
    sweep: (now, limit) => sweepInSteps(access, sweep, now, limit),
  }
}

/** What every request with a key costs: one row by one index. One name for all columns, as in `sessionCheck`. */
export const apiKeyCheck = (table: string): string =>
  `SELECT ${apiKeyColumns.replace(/\w+/g, '$& AS c')} FROM ${table} WHERE id = $1`

const touchesAtOnce = 1_000
