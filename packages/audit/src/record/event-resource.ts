import type { AuthEvent } from '@pylon/core'
import type { AuditResource } from '../entry.ts'

/** What an event happened to. */
export function resourceOf({ name, userId, data }: Pick<AuthEvent, 'name' | 'userId' | 'data'>): AuditResource {
  const place = placeOf(name)
  if (place === undefined) return { type: typeFrom(name), id: null }
  const [type, member] = place
  const named = member === null ? null : Object.hasOwn(data, member) ? data[member] : undefined
  if (typeof named === 'string') return { type, id: named }
  return { type, id: type === 'User' || type === 'Membership' ? userId : null }
}

/** Tells whether the table below knows an event. */
export const isKnownEvent = (name: string): boolean => placeOf(name) !== undefined

type Place = readonly [type: string, member: string | null]

/** The whole name first, then what stands before its first dot. */
const placeOf = (name: string): Place | undefined => places.get(name) ?? places.get(name.split('.', 1)[0] ?? '')

/** The type of a resource, and which member of `data` has its id; null: it is the user's, or there is none. */
const places: ReadonlyMap<string, Place> = new Map<string, Place>([
  ['user', ['User', null]],
  ['password', ['User', null]],
  ['sign_in', ['User', null]],
  ['totp', ['User', null]],
  ['guest', ['User', null]],
  // signing in is what one looks for under a user
  ['session.created', ['User', null]],
  ['session.new_device', ['User', null]],
  ['session.reauthenticated', ['User', null]],
  ['session.reauth_failed', ['User', null]],
  ['session', ['Session', 'session_id']],
  ['magic', ['Email', null]],
  ['email', ['Email', null]],
  // what changed is the user; the others are mails
  ['email.verified', ['User', null]],
  ['email.changed', ['User', null]],
  ['email.change_requested', ['User', null]],
  ['trusted_device', ['TrustedDevice', 'device_id']],
  ['account', ['Account', 'provider']],
  ['api_key', ['ApiKey', 'api_key_id']],
  ['jwt', ['Jwt', 'jti']],
  ['org', ['Organization', 'org_id']],
  ['member', ['Membership', 'member_id']],
  ['invite', ['Invite', 'invite_id']],
])

/** `purchase_order.paid` → `PurchaseOrder`. */
function typeFrom(name: string): string {
  const words = (name.split('.', 1)[0] ?? '').split(/[^A-Za-z0-9]+/)
  return words.map(word => word.slice(0, 1).toUpperCase() + word.slice(1)).join('') || 'Event'
}
