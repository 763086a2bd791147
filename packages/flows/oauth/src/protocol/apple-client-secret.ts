import { createPrivateKey } from 'node:crypto'
import { SignJWT } from 'jose'
import type { OAuthConfig } from '../oauth-config.ts'

/** How long a secret is good for, in seconds: one request. */
const lifetimeSecs = 300

/** Apple's client secrets are ES256 tokens that the client signs itself. */
export async function appleClientSecret({ clientId, apple }: OAuthConfig, now: number): Promise<string> {
  if (apple === undefined) throw new Error('oauth: apple has no key') // createOAuthRegistry has refused that
  return new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: apple.keyId })
    .setIssuer(apple.teamId)
    .setSubject(clientId)
    .setAudience('https://appleid.apple.com')
    .setIssuedAt(now)
    .setExpirationTime(now + lifetimeSecs)
    .sign(createPrivateKey(apple.privateKey))
}
