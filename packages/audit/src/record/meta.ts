import type { JsonObject, JsonValue } from '@pylon/core'
import { canonicalJson } from '../canonical-json.ts'
import { cleanText, redacted } from './scrub.ts'

/**
 * A copy of what is said beside an entry, with secrets struck out at any depth: by the name of a member, and by the
 * form of a value.
 *
 * Throws `TypeError` for what is no JSON, nests deeper than 8, or has more than 16,384 characters.
 */
export function cleanMeta(meta: unknown): JsonObject {
  if (!isPlainObject(meta)) throw new TypeError('meta: expected an object')
  const cleaned = cleanObject(meta, maxDepth, { values: maxValues })
  if (canonicalJson(cleaned).length > maxLength) throw new TypeError(`meta: expected at most ${maxLength} characters`)
  return cleaned
}

const maxDepth = 8
const maxValues = 2_000
const maxLength = 16_384

/** How many values may still come: an object that holds itself a thousand times is small on paper only. */
interface Budget {
  values: number
}

function cleanObject(object: object, depth: number, budget: Budget): JsonObject {
  if (depth === 0) throw new TypeError(`meta: expected at most ${maxDepth} levels`)
  const members = Object.entries(object).filter(([, value]) => value !== undefined)
  return Object.fromEntries(
    members.map(([name, value]) => [
      cleanText(name, 200),
      isStruck(name, value) ? redacted : clean(value, depth, budget),
    ]),
  )
}

function clean(value: unknown, depth: number, budget: Budget): JsonValue {
  budget.values -= 1
  if (budget.values < 0) throw new TypeError(`meta: expected at most ${maxValues} values`)
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'string') return cleanText(value, maxLength)
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (Array.isArray(value)) return cleanArray(value, depth, budget)
  if (isPlainObject(value)) return cleanObject(value, depth - 1, budget)
  throw new TypeError(`meta: expected JSON, found ${typeof value === 'object' ? 'an object of a class' : typeof value}`)
}

function cleanArray(values: readonly unknown[], depth: number, budget: Budget): JsonValue {
  if (depth === 1) throw new TypeError(`meta: expected at most ${maxDepth} levels`)
  return values.map(value => clean(value, depth - 1, budget))
}

/** Yes and no, and nothing at all, are no secrets, whatever they are called. */
const isStruck = (name: string, value: unknown): boolean =>
  value !== null && typeof value !== 'boolean' && secretName.test(name) && !harmlessName.test(name)

const secretName =
  /passw(?:or)?d|passphrase|secret|token|authorization|cookie|credential|private.?key|api.?key|access.?key|session.?key|^(?:jwt|otp|pin|key|bearer)$|(?:^|magic|otp|backup|recovery|verif\w{0,20}|reset|security|sign.?in|login|auth|user|device|invite|sms|mfa|2fa)[_-]?codes?$/i

/** What only tells of a secret: its id, when, how many. */
const harmlessName = /(?:ids?|at|count|secs|days|type|name|kind|prefix|scopes|sessions|left)$|(?:[_-])(?:used|length)$/

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
