import { type FieldProblem, invalidRequest, type PylonError } from './errors.ts'
import type { JsonObject } from './json.ts'

export interface StringFieldOptions {
  /** In code points; default: as long as a body may be. */
  readonly maxLength?: number
  readonly allowControlCharacters?: boolean
}

export interface IntegerFieldOptions {
  readonly min: number
  readonly max: number
}

export interface StringsFieldOptions {
  readonly maxItems: number
  /** Of each, in code points. */
  readonly maxLength: number
  /** Default: any. */
  readonly form?: RegExp
}

/**
 * Reads the members of a body and gathers what is wrong with them; `check` throws it all at once.
 *
 * @example
 * import { FieldReader, type JsonObject } from '@pylon/core'
 *
 * function parseRename(body: JsonObject): { name: string } {
 *   const fields = new FieldReader(body)
 *   const name = fields.string('name', { maxLength: 100 })
 *   fields.check()
 *   return { name }
 * }
 */
export class FieldReader {
  readonly #body: JsonObject
  readonly #problems: FieldProblem[] = []
  #missing: PylonError | null = null

  constructor(body: JsonObject) {
    this.#body = body
  }

  /** A string that must be there; `missing` is the refusal where the contract names one of its own. */
  string(name: string, options: StringFieldOptions = {}, missing?: PylonError): string {
    const value = this.#read(name, options)
    if (value !== undefined) return value
    if (missing === undefined) this.#problems.push({ path: name, message: 'is required' })
    else this.#missing ??= missing
    return ''
  }

  /** A string that may be left out or null. */
  optionalString(name: string, options: StringFieldOptions = {}): string | null {
    return this.#body[name] === null ? null : (this.#read(name, options) ?? null)
  }

  /** True or false; null when left out. */
  optionalBoolean(name: string): boolean | null {
    return this.#optional(name, value => typeof value === 'boolean', 'must be true or false')
  }

  /** A whole number from `min` to `max`; null when left out. */
  optionalInteger(name: string, { min, max }: IntegerFieldOptions): number | null {
    const isFine = (value: unknown): boolean =>
      Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max
    return this.#optional(name, isFine, `must be a whole number from ${min} to ${max}`)
  }

  /** A list of strings; null when left out. */
  optionalStrings(name: string, { maxItems, maxLength, form = /^/ }: StringsFieldOptions): readonly string[] | null {
    const isFine = (value: unknown): boolean =>
      Array.isArray(value) &&
      value.length <= maxItems &&
      value.every(each => problemOf(each, maxLength, false) === null && form.test(each))
    return this.#optional(name, isFine, `must be a list of at most ${maxItems} strings of the right form`)
  }

  /** Throws the first missing field with a code of its own, else `INVALID_REQUEST` with every problem. */
  check(): void {
    if (this.#problems.length > 0) throw invalidRequest(this.#problems)
    if (this.#missing !== null) throw this.#missing
  }

  #optional<T>(name: string, isFine: (value: unknown) => boolean, problem: string): T | null {
    const value = Object.hasOwn(this.#body, name) ? this.#body[name] : undefined
    if (value === undefined || value === null) return null
    if (isFine(value)) return value as T // isFine has seen that it is one
    this.#problems.push({ path: name, message: problem })
    return null
  }

  #read(name: string, { maxLength, allowControlCharacters = true }: StringFieldOptions): string | undefined {
    const value = Object.hasOwn(this.#body, name) ? this.#body[name] : undefined
    if (value === undefined) return undefined
    const problem = problemOf(value, maxLength, allowControlCharacters)
    if (problem === null) return value as string // problemOf has seen that it is one
    this.#problems.push({ path: name, message: problem })
    return ''
  }
}

function problemOf(value: unknown, maxLength: number | undefined, allowControlCharacters: boolean): string | null {
  if (typeof value !== 'string') return 'must be a string'
  if (!value.isWellFormed()) return 'holds half of a surrogate pair'
  if (maxLength !== undefined && isLongerThan(value, maxLength)) return `must have at most ${maxLength} characters`
  if (!allowControlCharacters && /\p{Cc}/u.test(value)) return 'must not have control characters'
  return null
}

const isLongerThan = (text: string, maxLength: number): boolean =>
  text.length > maxLength && [...text].length > maxLength
