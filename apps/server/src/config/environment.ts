import { readFileSync } from 'node:fs'
import { distance } from 'fastest-levenshtein'
import { problemsIn } from './problems.ts'

/** The environment, read name by name; what is wrong with it is gathered, to be told all at once. */
export class Environment {
  readonly problems: string[] = []
  readonly #values: Readonly<Record<string, string | undefined>>

  constructor(values: Readonly<Record<string, string | undefined>>) {
    this.#values = values
  }

  /** Null when unset or empty. `file:/path` stands for what the file holds, without the newline at its end. */
  text(name: string): string | null {
    const value = this.#values[name]
    if (value === undefined || value === '') return null
    if (value.startsWith('vault:')) return this.refuse(name, 'values from Vault are not in this version')
    return value.startsWith('file:') ? this.#readFile(name, value.slice('file:'.length)) : value
  }

  /** Those that are set and begin so. */
  namesFrom(prefix: string): readonly string[] {
    return Object.keys(this.#values).filter(name => name.startsWith(prefix) && this.#values[name] !== '')
  }

  list(name: string): readonly string[] | null {
    const text = this.text(name)
    if (text === null) return null
    return text
      .split(',')
      .map(entry => entry.trim())
      .filter(entry => entry !== '')
  }

  flag(name: string, fallback: boolean): boolean {
    const text = this.text(name)
    if (text === null) return fallback
    if (/^(1|true|on|yes)$/i.test(text)) return true
    if (/^(0|false|off|no)$/i.test(text)) return false
    this.refuse(name, `expected one of 1 true on yes 0 false off no, found ${JSON.stringify(text)}`)
    return fallback
  }

  integer(name: string, fallback: number, min: number, max: number): number {
    const text = this.text(name)
    if (text === null) return fallback
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    if (value >= min && value <= max) return value
    this.refuse(name, `expected a whole number from ${min} to ${max}, found ${JSON.stringify(text)}`)
    return fallback
  }

  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const text = this.text(name)?.toLowerCase() ?? null
    if (text === null) return fallback
    const choice = choices.find(each => each === text)
    if (choice === undefined) this.refuse(name, `expected one of ${choices.join(' ')}, found ${JSON.stringify(text)}`)
    return choice ?? fallback
  }

  /** Notes what is wrong with a variable; never hand it a secret's value. */
  refuse(name: string, problem: string): null {
    this.problems.push(`${name}: ${problem}`)
    return null
  }

  /** Notes what a factory would refuse to be made with; `name` null: it names the variables itself. */
  tryOut(name: string | null, make: () => unknown): void {
    try {
      make()
    } catch (error) {
      for (const problem of problemsIn(error)) this.problems.push(name === null ? problem : `${name}: ${problem}`)
    }
  }

  /** Names that are set and that `isKnown` does not know, each with the nearest known one. */
  unknownNames(knownNames: readonly string[], isKnown: (name: string) => boolean): readonly string[] {
    return Object.keys(this.#values)
      .filter(name => name.startsWith('PYLON_') && !isKnown(name))
      .map(name => `${name} is not a setting; did you mean ${nearest(name, knownNames)}?`)
  }

  #readFile(name: string, path: string): string | null {
    try {
      const text = readFileSync(path, 'utf8').replace(/\r?\n$/, '')
      return text === '' ? null : text
    } catch (error) {
      return this.refuse(name, `cannot read ${path}: ${(error as Error).message}`)
    }
  }
}

/** The known name with the fewest letters to change. */
export function nearest(name: string, known: readonly string[]): string {
  return known.toSorted((a, b) => distance(name, a) - distance(name, b))[0] ?? ''
}
