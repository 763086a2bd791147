import type { Authenticator, Flow, OnEvent, Sessions } from '@pylon/core'
import { createJwtMinter } from '@pylon/jwt'
import { type ForeignIssuerOptions, jwtAuthenticator, jwtFlow } from '@pylon/jwt/flow'
import type { NetGuard } from '@pylon/net-guard'
import type { Config } from './config/config.ts'
import { settingsOf } from './plugins/entries.ts'

export interface JwtOptions {
  readonly config: Config
  readonly sessions: Sessions
  /** The way out to the key sets of foreign issuers. */
  readonly fetch: NetGuard['fetch']
  readonly onEvent: OnEvent
}

/** The server's own tokens as the environment says, and those of the issuers that the manifest names. */
export function createJwt({ config, sessions, fetch, onEvent }: JwtOptions): {
  readonly flow: Flow
  readonly authenticator: Authenticator
} {
  const { jwt, isDevMode } = config
  const minter =
    jwt === null || jwt.issuer === null ? null : createJwtMinter({ secret: jwt.secret, issuer: jwt.issuer })
  const foreign = settingsOf(config, 'jwt').map(settings => ({
    ...(settings as unknown as ForeignIssuerOptions), // the schema of the manifest has checked them
    fetch,
    allowInsecureRequests: isDevMode,
  }))
  return {
    flow: jwtFlow({ sessions, minter, onEvent, ...(jwt === null ? {} : { lifetimeSecs: jwt.lifetimeSecs }) }),
    authenticator: jwtAuthenticator({ own: jwt, foreign }),
  }
}
