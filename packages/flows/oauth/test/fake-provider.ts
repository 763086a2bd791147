import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { onTestFinished } from 'vitest'

export interface FakeUser {
  readonly sub: string
  readonly [claim: string]: unknown
}

interface Grant {
  readonly user: FakeUser
  readonly nonce: string | null
  readonly challenge: string | null
  readonly redirectUri: string
}

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void | Promise<void>

/** What a provider may do wrong; each stays until it is taken back. */
export interface Misbehaviour {
  /** Changes the claims before they are signed. */
  claims?: (claims: JWTPayload) => JWTPayload
  /** Signs in place of the provider. */
  sign?: (claims: JWTPayload) => Promise<string>
  /** Changes a good token answer. */
  tokens?: (answer: Record<string, unknown>) => unknown
  /** Answers in place of an endpoint, by its path. */
  handlers?: Readonly<Record<string, Handler>>
  discovery?: (document: Record<string, unknown>) => unknown
}

export interface FakeProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Paths in the order in which they were asked for. */
  readonly requests: { readonly path: string; readonly body: string; readonly authorization: string }[]
  wrong: Misbehaviour
  /** Plays the user who agrees: what the browser brings back. */
  approve(redirect: string, user: FakeUser): { code: string; state: string; iss: string }
  rotateKeys(): Promise<void>
  readonly now: { at: number }
}

export const clientSecret = 'client-secret-of-acme-0123456789abcdef'

/** An OpenID provider that does as it is told; `hasIdToken` off makes it a provider of plain OAuth. */
export async function startFakeProvider(now: { at: number }): Promise<FakeProvider> {
  const grants = new Map<string, Grant>()
  const refreshTokens = new Map<string, FakeUser>()
  const accessTokens = new Map<string, FakeUser>()
  let count = 0
  let keys = await makeKeys('key-1')

  const provider = {
    issuer: '',
    clientId: 'acme-client',
    clientSecret,
    requests: [] as { path: string; body: string; authorization: string }[],
    wrong: {} as Misbehaviour,
    now,
    approve(redirect: string, user: FakeUser) {
      const { searchParams } = new URL(redirect)
      const code = `code-${++count}`
      grants.set(code, {
        user,
        nonce: searchParams.get('nonce'),
        challenge: searchParams.get('code_challenge'),
        redirectUri: searchParams.get('redirect_uri') ?? '',
      })
      return { code, state: searchParams.get('state') ?? '', iss: provider.issuer }
    },
    async rotateKeys() {
      keys = await makeKeys(`key-${++count}`)
    },
  }

  const endpoints: Record<string, Handler> = {
    '/.well-known/openid-configuration': (_, response) =>
      json(response, 200, (provider.wrong.discovery ?? (document => document))(discovery())),
    '/jwks': (_, response) => json(response, 200, { keys: [keys.jwk] }),
    '/token': async (_, response, body) => json(response, ...(await answerToken(new URLSearchParams(body)))),
    '/userinfo': (request, response) => {
      const user = accessTokens.get(request.headers.authorization?.replace('Bearer ', '') ?? '')
      return user === undefined ? json(response, 401, { error: 'invalid_token' }) : json(response, 200, user)
    },
  }

  const discovery = (): Record<string, unknown> => ({
    issuer: provider.issuer,
    authorization_endpoint: `${provider.issuer}/authorize`,
    token_endpoint: `${provider.issuer}/token`,
    userinfo_endpoint: `${provider.issuer}/userinfo`,
    jwks_uri: `${provider.issuer}/jwks`,
    authorization_response_iss_parameter_supported: true,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
  })

  async function answerToken(params: URLSearchParams): Promise<[number, unknown]> {
    if (params.get('grant_type') === 'refresh_token') return answerRefresh(params.get('refresh_token') ?? '')
    const code = params.get('code') ?? ''
    const grant = grants.get(code)
    grants.delete(code)
    const challenge = createHash('sha256')
      .update(params.get('code_verifier') ?? '')
      .digest('base64url')
    const isGood = grant?.challenge === challenge && grant.redirectUri === params.get('redirect_uri')
    if (grant === undefined || !isGood) return [400, { error: 'invalid_grant' }]
    return [200, (provider.wrong.tokens ?? (answer => answer))(await tokensFor(grant.user, grant.nonce))]
  }

  async function answerRefresh(refreshToken: string): Promise<[number, unknown]> {
    const user = refreshTokens.get(refreshToken)
    refreshTokens.delete(refreshToken) // rotates: a second use is an attack
    if (user === undefined) return [400, { error: 'invalid_grant' }]
    const { id_token: _, ...tokens } = await tokensFor(user, null)
    return [200, (provider.wrong.tokens ?? (answer => answer))(tokens)]
  }

  async function tokensFor(user: FakeUser, nonce: string | null): Promise<Record<string, unknown>> {
    const [access, refresh] = [`access-${++count}`, `refresh-${++count}`]
    accessTokens.set(access, user)
    refreshTokens.set(refresh, user)
    const claims: JWTPayload = {
      iss: provider.issuer,
      aud: provider.clientId,
      sub: user.sub,
      iat: now.at,
      exp: now.at + 300,
      ...(nonce === null ? {} : { nonce }),
      at_hash: createHash('sha256').update(access).digest().subarray(0, 16).toString('base64url'),
    }
    const changed = (provider.wrong.claims ?? (same => same))(claims)
    const idToken = await (provider.wrong.sign ?? signWithKey)(changed)
    return {
      access_token: access,
      refresh_token: refresh,
      id_token: idToken,
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'openid email',
    }
  }

  const signWithKey = (claims: JWTPayload): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: keys.kid }).sign(keys.privateKey)

  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '', 'http://x').pathname
    const body = Buffer.concat(await request.toArray()).toString()
    provider.requests.push({ path, body, authorization: request.headers.authorization ?? '' })
    const handler = provider.wrong.handlers?.[path] ?? endpoints[path]
    if (handler === undefined) json(response, 404, { error: 'not_found' })
    else await handler(request, response, body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  provider.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return provider
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}

async function makeKeys(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } }
}
