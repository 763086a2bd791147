import { isUrlPlace } from './places.ts'

/** The value of a place in one harmless line; throws when there is none, or it cannot stand there. Never quotes it. */
export function placeValue(values: Readonly<Record<string, string>>, name: string): string {
  const value: unknown = Object.hasOwn(values, name) ? values[name] : undefined
  if (typeof value !== 'string') throw new Error(`Email template: no value for {{${name}}}`)
  if (value.length > maxChars) throw new Error(`Email template: {{${name}}} is longer than ${maxChars} characters`)
  if (isUrlPlace(name) && !isWebUrl(value)) throw new Error(`Email template: {{${name}}} is no http or https URL`)
  return value.toWellFormed().replace(unsafe, ' ')
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, character => `&#${character.charCodeAt(0)};`)
}

const maxChars = 4096

const isWebUrl = (text: string): boolean => /^https?:\/\/[^\s<>"\\\p{C}]+$/u.test(text) && URL.canParse(text)

/** Line breaks, with which a name could write paragraphs of its own, and marks that reorder what is read. */
const unsafe = /[\p{Cc}\u2028\u2029\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu
