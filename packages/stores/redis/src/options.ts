import { ConfigError } from '@pylon/core'

export interface CheckedOptions {
  readonly keyPrefix: string
  readonly timeoutSecs: number
  readonly maxWaiting: number
}

export function checkOptions(options: CheckedOptions): CheckedOptions {
  const { keyPrefix, timeoutSecs, maxWaiting } = options
  const problems: string[] = []
  if (!isKeyPrefix(keyPrefix)) {
    problems.push(
      'keyPrefix: expected 1 to 64 characters without braces, which would tie all keys to one node of a cluster',
    )
  }
  if (!(timeoutSecs >= 0.05 && timeoutSecs <= 60)) {
    problems.push(`timeoutSecs: expected a number from 0.05 to 60, found ${timeoutSecs}`)
  }
  if (!(Number.isInteger(maxWaiting) && maxWaiting >= 1)) {
    problems.push(`maxWaiting: expected a whole number of at least 1, found ${maxWaiting}`)
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return options
}

const isKeyPrefix = (text: string): boolean => /^[\x21-\x7a|~]{1,64}$/.test(text)
