import type { Session } from '@pylon/core'
import {
  packSessionId,
  packTokenPrefix,
  packUserId,
  unpackSessionId,
  unpackTokenPrefix,
  unpackUserId,
} from './packed-id.ts'

/**
 * A session as it is stored: lines of JSON, the first of them all of the numbers. A line break occurs nowhere else in
 * JSON, so a script can swap a line without reading it, and with commas for line breaks it is one JSON array. Times
 * count from `createdAt` and that from `epoch`, null is 0. What most sessions do not have comes last and is left out: a
 * tenant, in a line of its own a proof of identity after the sign-in and the mark of a guest, and the role in the tenant.
 */
export function toRecord(session: Session, order: number): string {
  return [numbersOf(session, order), ...textsOf(session)].join('\n')
}

const rowOf = (record: string): Row => JSON.parse(`[${record.replaceAll('\n', ',')}]`) as Row // made by toRecord, patched by scripts

/** Two digits fewer in every record: the nearest class of Redis's allocator is 32 bytes away. */
export const epoch = 1_700_000_000

function numbersOf({ createdAt, lastUsedAt, expiresAt, authTime }: Session, order: number): string {
  const times = { createdAt, lastUsedAt, expiresAt, authTime }
  for (const [name, at] of Object.entries(times)) checkTime(name, at)
  return `${createdAt - epoch},${lastUsedAt - createdAt},${expiresAt - createdAt},${order}`
}

/** So that differences are exact, in JavaScript and in Lua. */
export function checkTime(name: string, at: number): void {
  if (!Number.isInteger(at) || Math.abs(at) > longestTime) {
    throw new RangeError(`${name}: expected whole unix seconds, found ${at}`)
  }
}

const longestTime = 2 ** 50

function textsOf(session: Session): readonly string[] {
  return [
    jsonOf(packSessionId(session.id)),
    jsonOf(packUserId(session.userId)),
    jsonOf(packTokenPrefix(session.tokenPrefix)),
    jsonOfList(session.roles),
    jsonOfList(session.amr),
    jsonOf(session.device ?? 0),
    jsonOf(session.ip ?? 0),
    ...rareOf(session),
  ]
}

function rareOf({ tenantId, tenantRole, authTime, createdAt, isGuest }: Session): readonly string[] {
  const lines = [jsonOf(tenantId ?? 0), `${authTime - createdAt},${Number(isGuest)}`, jsonOf(tenantRole ?? 0)]
  return lines.slice(0, lines.findLastIndex((line, at) => line !== usualRare[at]) + 1)
}

/** The lines that are left out at the end of a record. */
export const usualRare = ['0', '0,0', '0'] as const

/** A part of a record, as scripts compare and swap it. */
export const jsonOf = (part: string | number | readonly string[]): string => JSON.stringify(part)

/** A list of one is stored as the one. */
export const jsonOfList = (list: readonly string[]): string => jsonOf(list.length === 1 ? (list[0] ?? '') : list)

/** A staged token: promised to a session that does not live under it yet, and kept by Redis for `stagedSecs` at most. */
export const isStaged = (text: string): boolean => text.charCodeAt(0) === tilde

const tilde = 126

export function toSession(tokenHash: string, text: string): Session {
  const [created, lastUsed, expires, , id, userId, tokenPrefix, roles, amr, device, ip, ...rare] = rowOf(text)
  const [tenant = 0, auth = 0, guest = 0, tenantRole = 0] = rare
  const createdAt = created + epoch
  return {
    id: unpackSessionId(id),
    tokenHash,
    tokenPrefix: unpackTokenPrefix(tokenPrefix),
    userId: unpackUserId(userId),
    isGuest: guest === 1,
    roles: listOf(roles),
    tenantId: tenant === 0 ? null : tenant,
    tenantRole: tenantRole === 0 ? null : tenantRole,
    amr: listOf(amr),
    device: device === 0 ? null : device,
    ip: ip === 0 ? null : ip,
    createdAt,
    authTime: createdAt + auth,
    lastUsedAt: createdAt + lastUsed,
    expiresAt: createdAt + expires,
  }
}

const listOf = (part: string | readonly string[]): readonly string[] => (typeof part === 'string' ? [part] : part)

export const orderOf = (text: string): number => rowOf(text)[3]

type Row = [
  created: number,
  lastUsed: number,
  expires: number,
  order: number,
  id: string,
  userId: string,
  tokenPrefix: string,
  roles: string | readonly string[],
  amr: string | readonly string[],
  device: string | 0,
  ip: string | 0,
  tenant?: string | 0,
  auth?: number,
  guest?: number,
  tenantRole?: string | 0,
]
