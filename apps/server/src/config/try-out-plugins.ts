import { createAuthCookies, createSessions } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { type ForeignIssuerOptions, jwtAuthenticator } from '@pylon/jwt/flow'
import { createNetGuard } from '@pylon/net-guard'
import { memoryLimits } from '@pylon/security/rate-limit'
import { settingsOf } from '../plugins/entries.ts'
import { makers, type RegistryContext } from '../registry.ts'
import type { Config } from './config.ts'
import type { Environment } from './environment.ts'

/** Notes what factories would refuse although the schema of the manifest lets it through. */
export function tryOutPlugins(env: Environment, config: Config): void {
  const context = standInFor(config)
  for (const name of Object.keys(makers) as (keyof typeof makers)[]) {
    const source = name === 'cors' && config.corsOrigins !== null ? 'PYLON_CORS_ORIGIN, cors' : name
    for (const settings of settingsOf(config, name)) env.tryOut(source, () => makers[name](context, settings))
  }
  const foreign = settingsOf(config, 'jwt').map(settings => ({
    ...(settings as unknown as ForeignIssuerOptions), // checked by the schema
    allowInsecureRequests: config.isDevMode,
  }))
  env.tryOut('jwt', () => jwtAuthenticator({ own: config.jwt, foreign }))
  for (const settings of settingsOf(config, 'net_guard')) env.tryOut('net_guard', () => createNetGuard(settings))
}

/** What plugins are made with, while there is no server yet. */
const standInFor = (config: Config): RegistryContext => ({
  config,
  publicUrl: config.publicUrl ?? 'http://localhost',
  secret: config.secret ?? 'stands in for a secret of at least 32 characters',
  cookies: config.cookies && createAuthCookies(),
  sessions: createSessions({ store: memoryStores().sessions }),
  limits: memoryLimits(),
  adminAuthenticator: null,
  fetch,
  onError: () => {},
})
