/**
 * Stops a start: carries every problem that was found, not only the first.
 *
 * @example
 * import { ConfigError } from '@pylon/email'
 *
 * throw new ConfigError(['maxConcurrent: expected a whole number of at least 1, found 0'])
 */
export class ConfigError extends Error {
  override readonly name: string = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

export function throwProblems(problems: readonly string[]): void {
  if (problems.length > 0) throw new ConfigError(problems)
}

export function numberProblems(name: string, value: number, min: number, max: number): string[] {
  return value >= min && value <= max ? [] : [`${name}: expected a number from ${min} to ${max}, found ${value}`]
}

export function wholeNumberProblems(name: string, value: number, min: number, max: number): string[] {
  if (Number.isInteger(value) && value >= min && value <= max) return []
  return [`${name}: expected a whole number from ${min} to ${max}, found ${value}`]
}
