import { ConfigError } from '@pylon/core'
import { createNetGuard, type NetGuard } from '@pylon/net-guard'
import type { Config } from './config/config.ts'
import { flowSettings } from './plugins/entries.ts'

/** What everything that this server asks of others goes through. */
export function createWayOut(config: Config): NetGuard {
  const forDevelopment = config.isDevMode ? { allowLoopback: true, allowPorts: null } : {}
  try {
    return createNetGuard({ ...forDevelopment, ...flowSettings(config, 'net_guard') })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new ConfigError([`net_guard: ${error.message}`])
  }
}
