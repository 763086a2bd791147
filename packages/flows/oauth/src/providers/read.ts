import type { JsonObject } from '@pylon/core'

/** The object at a path into an answer; an empty one when it is not there, so that reading on finds nothing. */
export function objectAt(value: unknown, ...path: readonly (string | number)[]): JsonObject {
  let found: unknown = value
  for (const step of path) found = isIndexable(found) && Object.hasOwn(found, step) ? found[step] : undefined
  return isIndexable(found) && !Array.isArray(found) ? (found as JsonObject) : {}
}

/** A text that is not empty. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.isWellFormed() ? value : null
}

/** An identifier: a text, or a number as several providers have them. */
export function idOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null
  const text = textOf(value)
  return text === null || text.length > 255 || /\p{Cc}/u.test(text) ? null : text // OpenID Connect Core §2
}

/** A statement of truth: some providers write it as a text. */
export const isTrue = (value: unknown): boolean => value === true || value === 'true'

const isIndexable = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === 'object' && value !== null
