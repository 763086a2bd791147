import type { SessionStore, SessionTouch } from '@pylon/core'
import type { Access } from './access.ts'
import { countRows } from './count-rows.ts'
import { countLive, findLive } from './live-rows.ts'
import { type SessionRow, sessionColumns, toChangeValues, toSession, toSessionRow } from './session-row.ts'
import { sweepInSteps } from './sweep.ts'
import { type TextListReader, toColumn } from './text-list.ts'

/** Statements that touch several sessions lock them by `place`, so that two of them never wait for each other. */
export function postgresSessions(access: Access, table: string, readList: TextListReader): SessionStore {
  const insert = access.prepare(
    () => `
    INSERT INTO ${table} (${sessionColumns})
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
  )

  const find = access.prepare(() => `${sessionCheck(table)} ${access.lockClause}`)

  const removeExpired = access.prepare(
    () => `
    DELETE FROM ${table} WHERE token_hash = $1 AND expires_at BETWEEN 1 AND $2`,
  )

  // an expired session is deleted, so that a clock set back revives nothing
  const replace = access.prepare(
    () => `
    WITH expired AS (DELETE FROM ${table} WHERE token_hash = $1 AND expires_at BETWEEN 1 AND $2)
    UPDATE ${table} SET token_hash = coalesce($3, token_hash), token_prefix = coalesce($4, token_prefix),
      user_id = coalesce($5, user_id), is_guest = coalesce($6, is_guest), roles = coalesce($7, roles),
      amr = coalesce($8, amr), auth_time = coalesce($9, auth_time), last_used_at = coalesce($10, last_used_at),
      expires_at = coalesce($11, expires_at),
      tenant_id = CASE WHEN $12::boolean THEN $13 ELSE tenant_id END,
      tenant_role = CASE WHEN $14::boolean THEN $15 ELSE tenant_role END
    WHERE token_hash = $1 AND (expires_at = 0 OR expires_at > $2)
    RETURNING ${sessionColumns}`,
  )

  const touch = access.prepare(
    () => `
    WITH touched AS MATERIALIZED (
      SELECT session.place, latest.at
      FROM (SELECT hash, max(at) AS at FROM unnest($1::text[], $2::bigint[]) AS touch (hash, at) GROUP BY hash) AS latest
      JOIN ${table} AS session ON session.token_hash = latest.hash AND session.last_used_at < latest.at
      ORDER BY session.place FOR NO KEY UPDATE OF session)
    UPDATE ${table} AS session SET last_used_at = touched.at
    FROM touched WHERE session.place = touched.place AND session.last_used_at < touched.at`,
  )

  const listByUser = access.prepare(
    () => `
    WITH live AS (
      SELECT place, ${sessionColumns} FROM ${table} WHERE user_id = $1 AND (expires_at = 0 OR expires_at > $2)
      ORDER BY place ${access.lockClause})
    SELECT ${sessionColumns} FROM live ORDER BY created_at DESC, place DESC`,
  )

  const revoke = access.prepare(
    () => `
    DELETE FROM ${table} WHERE user_id = $1 AND id = $2 RETURNING expires_at = 0 OR expires_at > $3`,
  )

  const revokeByUser = access.prepare(
    () => `
    DELETE FROM ${table} WHERE place = ANY (ARRAY(
      SELECT place FROM ${table} WHERE user_id = $1 AND id IS DISTINCT FROM $2 ORDER BY place FOR UPDATE))
    RETURNING expires_at = 0 OR expires_at > $3`,
  )

  const update = access.prepare(
    () => `
    UPDATE ${table} SET roles = coalesce($2, roles),
      tenant_id = CASE WHEN tenant_id = $3 AND $4::text IS NULL THEN NULL ELSE tenant_id END,
      tenant_role = CASE WHEN tenant_id = $3 THEN $4 ELSE tenant_role END
    WHERE place = ANY (ARRAY(
      SELECT place FROM ${table} WHERE user_id = $1 AND ($2::text IS NOT NULL OR tenant_id = $3)
      ORDER BY place FOR NO KEY UPDATE))`,
  )

  const sweep = access.prepare(
    () => `
    DELETE FROM ${table} WHERE place = ANY (ARRAY(
      SELECT place FROM ${table} WHERE expires_at BETWEEN 1 AND $1
      ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))`,
  )

  const count = access.prepare(() => `SELECT count(*) FROM ${table}`)

  async function touchInSteps(touches: readonly SessionTouch[]): Promise<void> {
    for (let at = 0; at < touches.length; at += touchesAtOnce) {
      const some = touches.slice(at, at + touchesAtOnce)
      await access.run(touch, [some.map(each => each.tokenHash), some.map(each => each.lastUsedAt)])
    }
  }

  return {
    async insert(session) {
      await access.run(insert, toSessionRow(session))
    },
    async find(tokenHash, now) {
      const row = await findLive<SessionRow>(access, find, removeExpired, tokenHash, row => row[13], now)
      return row === null ? null : toSession(row, readList)
    },
    async replace(tokenHash, change, now) {
      const { rows } = await access.run<SessionRow>(replace, [tokenHash, now, ...toChangeValues(change)])
      return rows[0] === undefined ? null : toSession(rows[0], readList)
    },
    touch: touchInSteps,
    async listByUser(userId, now) {
      const { rows } = await access.run<SessionRow>(listByUser, [userId, now])
      return rows.map(row => toSession(row, readList))
    },
    async revoke(userId, id, now) {
      return countLive((await access.run<[wasLive: boolean]>(revoke, [userId, id, now])).rows) > 0
    },
    async revokeByUser(userId, exceptId, now) {
      return countLive((await access.run<[wasLive: boolean]>(revokeByUser, [userId, exceptId, now])).rows)
    },
    async update(userId, { roles, tenant }) {
      const rolesColumn = roles === undefined ? null : toColumn(roles)
      await access.run(update, [userId, rolesColumn, tenant?.id ?? null, tenant?.role ?? null])
    },
    sweep: (now, limit) => sweepInSteps(access, sweep, now, limit),
    count: () => countRows(access, count),
  }
}

/**
 * What every authenticated request costs: one row by one index. The driver makes an object with a member for each name
 * of a column before it reads a row, even for rows that are lists: with one name for all of them that costs a third.
 */
export const sessionCheck = (table: string): string =>
  `SELECT ${sessionColumns.replace(/\w+/g, '$& AS c')} FROM ${table} WHERE token_hash = $1`

const touchesAtOnce = 1_000
