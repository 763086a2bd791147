import type { Session, SessionChange, SessionStore, SessionTouch, SessionUserChange } from '@pylon/core'
import type { Access } from './access.ts'
import {
  type SessionChangeRow,
  type SessionRow,
  sessionColumns,
  toSession,
  toSessionChangeRow,
  toSessionRow,
} from './session-row.ts'
import { returned } from './statements.ts'
import { rowsAtOnce, sweepInSteps, untilNextTurn } from './sweep.ts'
import { createTextListReader, toColumn } from './text-list.ts'

export function sqliteSessions(access: Access): SessionStore {
  const readList = createTextListReader()

  const insert = access.prepare<[SessionRow]>(`
    INSERT INTO pylon_sessions (id, token_hash, token_prefix, user_id, is_guest, roles, tenant_id, tenant_role, amr, device,
      ip, created_at, auth_time, last_used_at, expires_at)
    VALUES (:id, :tokenHash, :tokenPrefix, :userId, :isGuest, :roles, :tenantId, :tenantRole, :amr, :device,
      :ip, :createdAt, :authTime, :lastUsedAt, :expiresAt)`)

  const find = access.prepare<[tokenHash: string], SessionRow>(sessionCheck)

  const removeExpired = access.prepare<[tokenHash: string, now: number]>(`
    DELETE FROM pylon_sessions WHERE token_hash = ? AND expires_at BETWEEN 1 AND ?`)

  const replace = access.prepare<
    [SessionChangeRow & { readonly oldTokenHash: string; readonly now: number }],
    SessionRow
  >(`
    UPDATE pylon_sessions SET token_hash = coalesce(:tokenHash, token_hash),
      token_prefix = coalesce(:tokenPrefix, token_prefix), user_id = coalesce(:userId, user_id),
      is_guest = coalesce(:isGuest, is_guest), roles = coalesce(:roles, roles),
      tenant_id = CASE WHEN :hasTenantId THEN :tenantId ELSE tenant_id END,
      tenant_role = CASE WHEN :hasTenantRole THEN :tenantRole ELSE tenant_role END, amr = coalesce(:amr, amr),
      auth_time = coalesce(:authTime, auth_time), last_used_at = coalesce(:lastUsedAt, last_used_at),
      expires_at = coalesce(:expiresAt, expires_at)
    WHERE token_hash = :oldTokenHash AND (expires_at = 0 OR expires_at > :now)
    RETURNING ${sessionColumns}`)

  const touch = access.prepare<[json: string]>(`
    UPDATE pylon_sessions SET last_used_at = touch.at
    FROM (SELECT value ->> 0 AS hash, max(value ->> 1) AS at FROM json_each(?) GROUP BY hash) AS touch
    WHERE token_hash = touch.hash AND last_used_at < touch.at`)

  const listByUser = access.prepare<[userId: string, now: number], SessionRow>(`
    SELECT ${sessionColumns} FROM pylon_sessions WHERE user_id = ? AND (expires_at = 0 OR expires_at > ?)
    ORDER BY created_at DESC, rowid DESC`)

  const revoke = access.prepare<[Revocation], Revoked>(`
    DELETE FROM pylon_sessions WHERE user_id = :userId AND id = :id
    RETURNING expires_at = 0 OR expires_at > :now AS wasLive`)

  const revokeByUser = access.prepare<[Revocation], Revoked>(`
    DELETE FROM pylon_sessions WHERE user_id = :userId AND id IS NOT :id
    RETURNING expires_at = 0 OR expires_at > :now AS wasLive`)

  const update = access.prepare<[UserUpdate]>(`
    UPDATE pylon_sessions SET roles = coalesce(:roles, roles),
      tenant_id = CASE WHEN tenant_id = :tenantId AND :tenantRole IS NULL THEN NULL ELSE tenant_id END,
      tenant_role = CASE WHEN tenant_id = :tenantId THEN :tenantRole ELSE tenant_role END
    WHERE user_id = :userId AND (:roles IS NOT NULL OR tenant_id = :tenantId)`)

  const sweep = access.prepare<[now: number, limit: number]>(`
    DELETE FROM pylon_sessions WHERE rowid IN
      (SELECT rowid FROM pylon_sessions WHERE expires_at BETWEEN 1 AND ? ORDER BY expires_at LIMIT ?)`)

  const count = access.prepare<[], { readonly rows: number }>('SELECT count(*) AS rows FROM pylon_sessions')

  async function findLive(tokenHash: string, now: number): Promise<Session | null> {
    const row = await access.read(() => find.get(tokenHash))
    if (row === undefined) return null
    if (row.expiresAt === 0 || row.expiresAt > now) return toSession(row, readList)
    await access.writeRelaxed(() => removeExpired.run(tokenHash, now)) // so that a clock set back revives nothing
    return null
  }

  function replaceOrRemove(oldTokenHash: string, change: SessionChange, now: number): Session | null {
    const row = returned(replace, { ...toSessionChangeRow(change), oldTokenHash, now })
    if (row !== null) return toSession(row, readList)
    removeExpired.run(oldTokenHash, now)
    return null
  }

  async function touchInSteps(touches: readonly SessionTouch[]): Promise<void> {
    for (let at = 0; at < touches.length; at += rowsAtOnce) {
      if (at > 0) await untilNextTurn()
      const step = touches.slice(at, at + rowsAtOnce).map(({ tokenHash, lastUsedAt }) => [tokenHash, lastUsedAt])
      await access.writeRelaxed(() => touch.run(JSON.stringify(step)))
    }
  }

  const countLive = (revoked: readonly Revoked[]): number => revoked.filter(({ wasLive }) => wasLive === 1).length

  return {
    insert: session => access.write(() => void insert.run(toSessionRow(session))),
    find: findLive,
    replace: (tokenHash, change, now) => access.write(() => replaceOrRemove(tokenHash, change, now)),
    touch: touchInSteps,
    listByUser: (userId, now) => access.read(() => listByUser.all(userId, now).map(row => toSession(row, readList))),
    revoke: (userId, id, now) => access.write(() => countLive(revoke.all({ userId, id, now })) > 0),
    revokeByUser: (userId, id, now) => access.write(() => countLive(revokeByUser.all({ userId, id, now }))),
    update: (userId, change) => access.write(() => void update.run(toUserUpdate(userId, change))),
    sweep: (now, limit) => sweepInSteps(access, sweep, now, limit),
    count: () => access.read(() => count.get()?.rows ?? 0),
  }
}

/** What every authenticated request costs: one row by one index. */
export const sessionCheck: string = `SELECT ${sessionColumns} FROM pylon_sessions WHERE token_hash = ?`

/** Null roles stay; a null `tenantId` is that of no session. */
interface UserUpdate {
  readonly userId: string
  readonly roles: string | null
  readonly tenantId: string | null
  readonly tenantRole: string | null
}

const toUserUpdate = (userId: string, { roles, tenant }: SessionUserChange): UserUpdate => ({
  userId,
  roles: roles === undefined ? null : toColumn(roles),
  tenantId: tenant?.id ?? null,
  tenantRole: tenant?.role ?? null,
})

interface Revocation {
  readonly userId: string
  readonly id: string | null
  readonly now: number
}

interface Revoked {
  readonly wasLive: number
}
