import type { Session, SessionChange } from '@pylon/core'
import type { Value } from './access.ts'
import { type TextListReader, toColumn } from './text-list.ts'

/** The columns of a `SessionRow`. */
export const sessionColumns = `id, token_hash, token_prefix, user_id, is_guest, roles, tenant_id, amr, device, ip,
  created_at, auth_time, last_used_at, expires_at, tenant_role`

export type SessionRow = [
  id: string,
  tokenHash: string,
  tokenPrefix: string,
  userId: string,
  isGuest: boolean,
  roles: string,
  tenantId: string | null,
  amr: string,
  device: string | null,
  ip: string | null,
  createdAt: number,
  authTime: number,
  lastUsedAt: number,
  expiresAt: number,
  tenantRole: string | null,
]

export const toSessionRow = (session: Session): SessionRow => [
  session.id,
  session.tokenHash,
  session.tokenPrefix,
  session.userId,
  session.isGuest,
  toColumn(session.roles),
  session.tenantId,
  toColumn(session.amr),
  session.device,
  session.ip,
  session.createdAt,
  session.authTime,
  session.lastUsedAt,
  session.expiresAt,
  session.tenantRole,
]

export const toSession = (row: SessionRow, readList: TextListReader): Session => ({
  id: row[0],
  tokenHash: row[1],
  tokenPrefix: row[2],
  userId: row[3],
  isGuest: row[4],
  roles: readList(row[5]),
  tenantId: row[6],
  tenantRole: row[14],
  amr: readList(row[7]),
  device: row[8],
  ip: row[9],
  createdAt: row[10],
  authTime: row[11],
  lastUsedAt: row[12],
  expiresAt: row[13],
})

/** The values of the columns that a change may name; null leaves one as it is, or a flag for those that may be null. */
export const toChangeValues = (change: SessionChange): readonly Value[] => [
  change.tokenHash ?? null,
  change.tokenPrefix ?? null,
  change.userId ?? null,
  change.isGuest ?? null,
  change.roles === undefined ? null : toColumn(change.roles),
  change.amr === undefined ? null : toColumn(change.amr),
  change.authTime ?? null,
  change.lastUsedAt ?? null,
  change.expiresAt ?? null,
  change.tenantId !== undefined,
  change.tenantId ?? null,
  change.tenantRole !== undefined,
  change.tenantRole ?? null,
]
