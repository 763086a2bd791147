import type { Clock } from '@pylon/core'
import type { JwtAlgorithm } from '../algorithm.ts'
import type { JwksFetch } from '../fetch-keys.ts'
import { createJwtVerifier } from '../verifier.ts'
import { claimOf, type Issuer, isName, isNames, jwtContext, type ToAuthContext } from './issuer.ts'

/** An issuer elsewhere whose tokens count here. It decides who its callers are: accept only issuers you trust with that. */
export interface ForeignIssuerOptions {
  /** What `iss` must be, to the letter. */
  readonly issuer: string
  /** One of these must be in `aud`; default null: tokens must name no audience. */
  readonly audience?: string | readonly string[] | null
  /** Where its keys are; give this or `secret`. */
  readonly jwksUrl?: string
  /** Of HS256 tokens, at least 32 bytes. */
  readonly secret?: string | Uint8Array
  /** Default RS256 and ES256; with a secret HS256. */
  readonly algorithms?: readonly JwtAlgorithm[]
  /** Becomes the user id; default `sub`. */
  readonly userIdClaim?: string
  /** Put before the user id, to keep the users of two issuers apart; default empty. */
  readonly userIdPrefix?: string
  /** A list of texts; default null: its tokens give no roles. */
  readonly rolesClaim?: string | null
  /** A text; default null: its tokens name no tenant. */
  readonly tenantClaim?: string | null
  /** In seconds; default 60. */
  readonly clockSkewSecs?: number
  /** Default the global one; give a guarded one in a server. */
  readonly fetch?: JwksFetch
  /** Lets `jwksUrl` be http, for development; default false. */
  readonly allowInsecureRequests?: boolean
}

export function foreignIssuer(
  {
    userIdClaim = 'sub',
    userIdPrefix = '',
    rolesClaim = null,
    tenantClaim = null,
    clockSkewSecs = 60,
    ...trust
  }: ForeignIssuerOptions,
  clock: Clock,
): Issuer {
  const toAuthContext: ToAuthContext = claims => {
    const userId = claimOf(claims, userIdClaim)
    const roles = claimOf(claims, rolesClaim) ?? []
    const tenantId = claimOf(claims, tenantClaim) ?? null
    if (!isName(userId)) return 'malformed_user_id'
    if (!isNames(roles)) return 'malformed_roles'
    if (tenantId !== null && !isName(tenantId)) return 'malformed_tenant'
    return jwtContext({ userId: userIdPrefix + userId, roles: roles.filter(isForeignRole), tenantId })
  }

  return { verifier: createJwtVerifier({ ...trust, clockSkewSecs, clock }), toAuthContext }
}

/** No issuer elsewhere names our admins: not even a route that asks for the role by name believes it. */
const isForeignRole = (role: string): boolean => role !== 'admin'
