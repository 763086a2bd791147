import { createHash, generateKeyPairSync } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import {
  createOAuthRegistry,
  type OAuthProvider,
  type ProviderFetch,
  type TokenSet,
  type UserInfo,
} from '../src/index.ts'
import { start } from './harness.ts'

export interface RecordedRequest {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: string
}

export interface Recording {
  readonly provider: OAuthProvider
  readonly authorization: URL
  readonly requests: readonly RecordedRequest[]
  readonly user: UserInfo
  readonly tokens: TokenSet
}

const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }

export const applePem: string = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()

/** What stands in for the world: claims of the id_token, and answers by the beginning of a URL. */
export interface World {
  readonly claims?: Readonly<Record<string, unknown>>
  readonly answers?: Readonly<Record<string, unknown>>
  readonly tenant?: string
}

/** Answers as a built-in provider would, and writes down what it was asked. */
export function recordingFetch(world: World, requests: RecordedRequest[], nonceOf: () => string): ProviderFetch {
  return async (url, init) => {
    const body = typeof init.body === 'string' ? init.body : ''
    const isForKeys = /keys$|certs$/.test(url)
    if (!isForKeys) requests.push({ method: init.method ?? 'GET', url, headers: new Headers(init.headers), body })
    if (isForKeys) return Response.json({ keys: [jwk] })
    const prefix = Object.keys(world.answers ?? {}).find(each => url.startsWith(each))
    if (prefix !== undefined) return Response.json(world.answers?.[prefix])
    return Response.json({
      access_token: 'access',
      refresh_token: 'refresh',
      token_type: 'bearer',
      expires_in: '3600',
      id_token: world.claims === undefined ? 'not verified' : await sign({ nonce: nonceOf(), ...world.claims }),
    })
  }
}

const sign = (claims: Readonly<Record<string, unknown>>): Promise<string> =>
  new SignJWT({ aud: 'client', exp: start + 300, iat: start, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .sign(privateKey)

/** A whole sign-in at a built-in provider. */
export async function recordSignIn(id: string, world: World): Promise<Recording> {
  const requests: RecordedRequest[] = []
  const config = {
    id,
    clientId: 'client',
    clientSecret: 'se cret',
    redirectUri: `https://app.example.com/callback/${id}`,
    apple: { teamId: 'TEAM', keyId: 'KEY', privateKey: applePem },
    ...(world.tenant === undefined ? {} : { tenant: world.tenant }),
  }
  const fetch = recordingFetch(world, requests, () => 'nonce')
  const registry = createOAuthRegistry({ configs: [config], fetch, clock: () => start })
  const provider = registry.find(id) as OAuthProvider
  const codeVerifier = 'v'.repeat(43)
  const authorization = new URL(await provider.authorizationUrl({ state: 'state', codeVerifier, nonce: 'nonce' }))
  const { user, tokens } = await provider.exchange({ code: 'code', iss: null, codeVerifier, nonce: 'nonce' })
  return { provider, authorization, requests, user, tokens }
}

export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url')
