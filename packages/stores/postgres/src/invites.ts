import type { Invite, OrgStore } from '@pylon/core'
import type { Access } from './access.ts'
import { holdOrganization, isHeld, type OrgTables } from './hold-organization.ts'
import { countLive, findLive, isLive } from './live-rows.ts'
import { sweepInSteps } from './sweep.ts'

export type InviteMethods = Pick<
  OrgStore,
  'insertInvite' | 'listInvites' | 'findInvite' | 'takeInvite' | 'revokeInvite' | 'sweep'
>

export function postgresInvites(access: Access, tables: OrgTables): InviteMethods {
  const table = tables.invites

  const insert = access.prepare(
    () => `
    ${holdOrganization(tables)}
    INSERT INTO ${table} (${columns})
    SELECT $1, $2::text, $3::text, $4::text, $5::text, $6::bigint, $7::bigint WHERE ${isHeld}
    ON CONFLICT (token_hash) DO UPDATE SET org_id = excluded.org_id, id = excluded.id, email = excluded.email,
      role = excluded.role, created_at = excluded.created_at, expires_at = excluded.expires_at`,
  )

  const list = access.prepare(
    () => `
    SELECT ${columns} FROM ${table} WHERE org_id = $1 AND (expires_at = 0 OR expires_at > $2) ORDER BY created_at, id`,
  )

  const find = access.prepare(() => `SELECT ${columns} FROM ${table} WHERE token_hash = $1 ${access.lockClause}`)

  const removeExpired = access.prepare(
    () => `DELETE FROM ${table} WHERE token_hash = $1 AND expires_at BETWEEN 1 AND $2`,
  )

  const take = access.prepare(() => `DELETE FROM ${table} WHERE token_hash = $1 RETURNING ${columns}`)

  const revoke = access.prepare(
    () => `
    DELETE FROM ${table} WHERE org_id = $1 AND id = $2 RETURNING expires_at = 0 OR expires_at > $3`,
  )

  const sweep = access.prepare(
    () => `
    DELETE FROM ${table} WHERE token_hash = ANY (ARRAY(
      SELECT token_hash FROM ${table} WHERE expires_at BETWEEN 1 AND $1
      ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))`,
  )

  return {
    async insertInvite({ orgId, id, email, role, tokenHash, createdAt, expiresAt }) {
      await access.run(insert, [orgId, id, email, role, tokenHash, createdAt, expiresAt])
    },
    async listInvites(orgId, now) {
      const { rows } = await access.run<InviteRow>(list, [orgId, now])
      return rows.map(toInvite)
    },
    async findInvite(tokenHash, now) {
      const row = await findLive<InviteRow>(access, find, removeExpired, tokenHash, row => row[6], now)
      return row === null ? null : toInvite(row)
    },
    async takeInvite(tokenHash, now) {
      const [row] = (await access.run<InviteRow>(take, [tokenHash])).rows
      return row !== undefined && isLive(row[6], now) ? toInvite(row) : null
    },
    async revokeInvite(orgId, id, now) {
      return countLive((await access.run<[wasLive: boolean]>(revoke, [orgId, id, now])).rows) > 0
    },
    sweep: (now, limit) => sweepInSteps(access, sweep, now, limit),
  }
}

const columns = 'org_id, id, email, role, token_hash, created_at, expires_at'

type InviteRow = [
  orgId: string,
  id: string,
  email: string,
  role: string,
  tokenHash: string,
  createdAt: number,
  expiresAt: number,
]

function toInvite([orgId, id, email, role, tokenHash, createdAt, expiresAt]: InviteRow): Invite {
  return { id, orgId, email, role, tokenHash, createdAt, expiresAt }
}
