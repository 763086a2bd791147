import { ConfigError } from '@pylon/core'
import { ConfigError as EmailConfigError } from '@pylon/email'

/**
 * The problems that a `ConfigError` carries, of core or of a package that stands alone, or a `TypeError` of net-guard,
 * which has no other; throws any other error on.
 */
export function problemsIn(error: unknown): readonly string[] {
  if (error instanceof ConfigError || error instanceof EmailConfigError) return error.problems
  if (error instanceof TypeError) return [error.message]
  throw error
}
