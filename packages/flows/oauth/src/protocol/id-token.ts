import { hash } from 'node:crypto'
import { constantTimeEqual, type JsonObject } from '@pylon/core'
import { type JwkSet, type JwtAlgorithm, type JwtClaims, type JwtHeader, verifyJwt } from '@pylon/jwt'
import { issuerFor } from './issuer.ts'
import type { FaultOf } from './provider-fault.ts'

export interface IdTokenExpectations {
  readonly keys: JwkSet
  readonly expectedIssuer: string
  /** The client's id. */
  readonly expectedAudience: string
  readonly expectedNonce: string
  /** Handed out beside the id_token. */
  readonly accessToken: string
  readonly now: number
}

/** Verifies an id_token (OpenID Connect Core §3.1.3.7) and answers its claims; throws a fault that names the reason. */
export async function verifyIdToken(
  idToken: string | null,
  { keys, expectedIssuer, expectedAudience, expectedNonce, accessToken, now }: IdTokenExpectations,
  fault: FaultOf,
): Promise<JsonObject> {
  if (idToken === null) throw fault('missing')
  const verdict = await verifyJwt(idToken, {
    keys,
    algorithms,
    expectedIssuer: issuerFor(expectedIssuer, idToken),
    expectedAudience,
    clockSkewSecs,
    now,
  })
  if (!verdict.ok) throw fault(verdict.reason)

  const { claims, header } = verdict
  if (!isMeantFor(claims, expectedAudience)) throw fault('wrong_authorized_party')
  if (typeof claims.nonce !== 'string' || !constantTimeEqual(claims.nonce, expectedNonce)) throw fault('wrong_nonce')
  if (!isBoundTo(claims, header, accessToken)) throw fault('wrong_access_token')
  return claims
}

/** Never one that works with the client's secret: whoever learns that could sign anybody in. */
const algorithms: readonly JwtAlgorithm[] = ['RS256', 'ES256', 'EdDSA']

const clockSkewSecs = 60

/** A token for several clients must say which of them it was issued to. */
function isMeantFor({ aud, azp }: JwtClaims, clientId: string): boolean {
  const hasSeveral = Array.isArray(aud) && aud.length > 1
  return azp === undefined ? !hasSeveral : azp === clientId
}

/** `at_hash`, where it is sent: the left half of the digest of the access token (§3.1.3.6). */
function isBoundTo({ at_hash: expected }: JwtClaims, { alg }: JwtHeader, accessToken: string): boolean {
  if (expected === undefined) return true
  const digest = hash(alg === 'EdDSA' ? 'sha512' : 'sha256', accessToken, 'buffer')
  return (
    typeof expected === 'string' &&
    constantTimeEqual(expected, digest.subarray(0, digest.length / 2).toString('base64url'))
  )
}
