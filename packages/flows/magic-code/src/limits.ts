import { ConfigError } from '@pylon/core'

/** Throws `ConfigError` with every member that is no whole number of at least 1. */
export function checkLimits(limits: Readonly<Record<string, number>>): void {
  const problems = Object.entries(limits)
    .filter(([, limit]) => !Number.isSafeInteger(limit) || limit < 1)
    .map(([name, limit]) => `${name}: expected a whole number of at least 1, found ${limit}`)
  if (problems.length > 0) throw new ConfigError(problems)
}
