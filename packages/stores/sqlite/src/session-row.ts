import type { Session, SessionChange } from '@pylon/core'
import { type TextListReader, toColumn } from './text-list.ts'

export interface SessionRow {
  readonly id: string
  readonly tokenHash: string
  readonly tokenPrefix: string
  readonly userId: string
  readonly isGuest: number
  readonly roles: string
  readonly tenantId: string | null
  readonly tenantRole: string | null
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
  is_guest AS isGuest, roles, tenant_id AS tenantId, tenant_role AS tenantRole, amr, device, ip, created_at AS createdAt,
  auth_time AS authTime, last_used_at AS lastUsedAt, expires_at AS expiresAt`

export const toSessionRow = (session: Session): SessionRow => ({
  ...session,
  isGuest: Number(session.isGuest),
  roles: toColumn(session.roles),
  amr: toColumn(session.amr),
})

/** The columns that a change may name; null leaves one as it is, but where `has…` says that it is meant. */
export interface SessionChangeRow {
  readonly tokenHash: string | null
  readonly tokenPrefix: string | null
  readonly userId: string | null
  readonly isGuest: number | null
  readonly roles: string | null
  readonly hasTenantId: number
  readonly tenantId: string | null
  readonly hasTenantRole: number
  readonly tenantRole: string | null
  readonly amr: string | null
  readonly authTime: number | null
  readonly lastUsedAt: number | null
  readonly expiresAt: number | null
}

export const toSessionChangeRow = (change: SessionChange): SessionChangeRow => ({
  tokenHash: change.tokenHash ?? null,
  tokenPrefix: change.tokenPrefix ?? null,
  userId: change.userId ?? null,
  isGuest: change.isGuest === undefined ? null : Number(change.isGuest),
  roles: change.roles === undefined ? null : toColumn(change.roles),
  hasTenantId: Number(change.tenantId !== undefined),
  tenantId: change.tenantId ?? null,
  hasTenantRole: Number(change.tenantRole !== undefined),
  tenantRole: change.tenantRole ?? null,
  amr: change.amr === undefined ? null : toColumn(change.amr),
  authTime: change.authTime ?? null,
  lastUsedAt: change.lastUsedAt ?? null,
  expiresAt: change.expiresAt ?? null,
})

export const toSession = (row: SessionRow, readList: TextListReader): Session => ({
  ...row,
  isGuest: row.isGuest === 1,
  roles: readList(row.roles),
  amr: readList(row.amr),
})
