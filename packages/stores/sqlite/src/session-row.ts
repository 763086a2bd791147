import type { Session } from '@pylon/core'
import { fromColumn, toColumn } from './text-list.ts'

export interface SessionRow {
  readonly id: string
  readonly tokenHash: string
  readonly tokenPrefix: string
  readonly userId: string
  readonly isGuest: number
  readonly roles: string
  readonly tenantId: string | null
  readonly amr: string
  readonly device: string | null
  readonly ip: string | null
  readonly createdAt: number
  readonly authTime: number
  readonly lastUsedAt: number
  readonly expiresAt: number
}

/** The columns of a `SessionRow`. */
export const sessionColumns = `id, token_hash AS tokenHash, token_prefix AS tokenPrefix, user_id AS userId,
  is_guest AS isGuest, roles, tenant_id AS tenantId, amr, device, ip, created_at AS createdAt, auth_time AS authTime,
  last_used_at AS lastUsedAt, expires_at AS expiresAt`

export const toSessionRow = (session: Session): SessionRow => ({
  ...session,
  isGuest: Number(session.isGuest),
  roles: toColumn(session.roles),
  amr: toColumn(session.amr),
})

/** Member by member: three times as fast as a spread, on the path of every request. */
export function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    tokenHash: row.tokenHash,
    tokenPrefix: row.tokenPrefix,
    userId: row.userId,
    isGuest: row.isGuest === 1,
    roles: fromColumn(row.roles),
    tenantId: row.tenantId,
    amr: fromColumn(row.amr),
    device: row.device,
    ip: row.ip,
    createdAt: row.createdAt,
    authTime: row.authTime,
    lastUsedAt: row.lastUsedAt,
    expiresAt: row.expiresAt,
  }
}
