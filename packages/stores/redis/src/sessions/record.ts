import type { Session } from '@pylon/core'
import { packSessionId, packUserId, unpackSessionId, unpackUserId } from './packed-id.ts'

/**
 * A session as it is stored: one JSON array. A line break follows the comma between two of its parts and occurs nowhere
 * else, so that a script can swap a part without reading JSON; the first part is all of the numbers. Times count from
 * `createdAt`, null is 0, and a tenant comes last, if there is one.
 */
export function toRecord(session: Session, order: number): string {
  return `[${[numbersOf(session, order), ...textsOf(session)].join(separator)}]`
}

const separator = ',\n'

function numbersOf({ createdAt, lastUsedAt, expiresAt, authTime, isGuest }: Session, order: number): string {
  const times = { createdAt, lastUsedAt, expiresAt, authTime }
  for (const [name, at] of Object.entries(times)) checkTime(name, at)
  return `${createdAt},${lastUsedAt - createdAt},${expiresAt - createdAt},${authTime - createdAt},${Number(isGuest)},${order}`
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
    jsonOf(session.tokenPrefix),
    jsonOfList(session.roles),
    jsonOfList(session.amr),
    jsonOf(session.device ?? 0),
    jsonOf(session.ip ?? 0),
    ...(session.tenantId === null ? [] : [jsonOf(session.tenantId)]),
  ]
}

/** A part of a record, as scripts compare and swap it. */
export const jsonOf = (part: string | number | readonly string[]): string => JSON.stringify(part)

/** A list of one is stored as the one. */
export const jsonOfList = (list: readonly string[]): string => jsonOf(list.length === 1 ? (list[0] ?? '') : list)

/** A staged token: promised to a session that does not live under it yet, and kept by Redis for `stagedSecs` at most. */
export const isStaged = (text: string): boolean => text.charCodeAt(0) === tilde

const tilde = 126

export function toSession(tokenHash: string, text: string): Session {
  const [createdAt, lastUsed, expires, auth, guest, , id, userId, tokenPrefix, roles, amr, device, ip, tenantId] =
    JSON.parse(text) as Row // written by toRecord and patched by scripts that keep its parts
  return {
    id: unpackSessionId(id),
    tokenHash,
    tokenPrefix,
    userId: unpackUserId(userId),
    isGuest: guest === 1,
    roles: listOf(roles),
    tenantId: tenantId ?? null,
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

export const orderOf = (text: string): number => (JSON.parse(text) as Row)[5]

type Row = [
  createdAt: number,
  lastUsed: number,
  expires: number,
  auth: number,
  guest: number,
  order: number,
  id: string,
  userId: string,
  tokenPrefix: string,
  roles: string | readonly string[],
  amr: string | readonly string[],
  device: string | 0,
  ip: string | 0,
  tenantId?: string,
]
