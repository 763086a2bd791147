import type { Clock } from '@pylon/core'
import { createJwtSecret } from '../secret.ts'
import { createJwtVerifier } from '../verifier.ts'
import { type Issuer, isName, isNames, jwtContext, type ToAuthContext } from './issuer.ts'

/** How the server's own tokens are told. */
export interface OwnJwtOptions {
  /** At least 32 bytes. */
  readonly secret: string | Uint8Array
  /** Former ones that still verify; default none. */
  readonly previousSecrets?: readonly (string | Uint8Array)[]
  /** Null: a secret without an issuer; every JWT is refused with `JWT_MISCONFIGURED`. */
  readonly issuer: string | null
}

/** Null without an issuer; the secret is checked all the same. */
export function ownIssuer({ secret, previousSecrets = [], issuer }: OwnJwtOptions, clock: Clock): Issuer | null {
  createJwtSecret(secret, previousSecrets)
  return issuer === null
    ? null
    : { verifier: createJwtVerifier({ issuer, secret, previousSecrets, clock }), toAuthContext }
}

const toAuthContext: ToAuthContext = ({ sub, iat, roles = [], tenant_id: tenantId = null }) => {
  if (iat === undefined) return 'no_issue_time'
  if (!isName(sub)) return 'malformed_subject'
  if (!isNames(roles)) return 'malformed_roles'
  if (tenantId !== null && !isName(tenantId)) return 'malformed_tenant'
  return jwtContext({ userId: sub, roles, tenantId })
}
