import { oauthRegistryFromEnv } from '@pylon/oauth'
import type { Environment } from './environment.ts'

/** The variables of OAuth providers, files read, and each of them checked. */
export function readOAuth(env: Environment, isDevMode: boolean): Readonly<Record<string, string>> {
  const values = Object.fromEntries(env.namesFrom('PYLON_OAUTH_').map(name => [name, env.text(name) ?? '']))
  env.tryOut(null, () =>
    oauthRegistryFromEnv(values, { publicUrl: 'http://localhost', allowInsecureRequests: isDevMode }),
  )
  return values
}
