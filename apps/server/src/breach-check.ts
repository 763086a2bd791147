import type { NetGuard } from '@pylon/net-guard'
import { type BreachCheck, hibpCheck, offlineBreachCheck } from '@pylon/password'
import type { Config } from './config/config.ts'
import { type Logger, warnSparingly } from './log.ts'
import { flowSettings } from './plugins/entries.ts'

export interface BreachCheckOptions {
  readonly config: Config
  /** The way out to the service. */
  readonly fetch: NetGuard['fetch']
  readonly logger: Logger
}

/** What passwords are looked up in: the service, a file of hashes, or null: nothing. Throws `ConfigError` for such a file. */
export function breachCheckOf({ config, fetch, logger }: BreachCheckOptions): BreachCheck | null {
  const { breachCheck = 'off' } = flowSettings(config, 'password_auth') as { readonly breachCheck?: string }
  if (breachCheck === 'off') return null
  if (breachCheck !== 'hibp') return offlineBreachCheck(breachCheck)
  return hibpCheck({ fetch, onError: warnSparingly(logger, 'a password could not be looked up in breaches') })
}
