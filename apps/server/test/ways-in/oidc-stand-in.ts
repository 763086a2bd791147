import { createHash, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Env } from '../process.ts'

export interface OidcStandIn {
  /** Settings for a server that takes it for the provider `acme`. */
  readonly env: Env
  /** Every token it handed out. */
  readonly handedOut: readonly string[]
  /** Plays the user who agrees: what the client brings back. */
  approve(redirect: string, user: { readonly sub: string; readonly email: string }): Answered
  stop(): void
}

export interface Answered {
  readonly code: string
  readonly state: string
  readonly iss: string
}

export const clientSecret = 'client-secret-that-nobody-may-see-0123456789'

/** An OpenID provider on this machine that believes everybody; ES256 and PKCE are real. */
export async function startOidcStandIn(): Promise<OidcStandIn> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'only', alg: 'ES256', use: 'sig' }
  const grants = new Map<string, { claims: Record<string, unknown>; challenge: string | null }>()
  const handedOut: string[] = []
  let count = 0

  function tokensFor(form: URLSearchParams): object | null {
    const grant = grants.get(form.get('code') ?? '')
    grants.delete(form.get('code') ?? '')
    const verifier = form.get('code_verifier') ?? ''
    if (grant?.challenge !== createHash('sha256').update(verifier).digest('base64url')) return null
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: issuer, aud: 'acme-client', iat: now, exp: now + 300, ...grant.claims }
    count += 1
    const tokens = {
      access_token: `access-token-${count}-${createHash('sha256').update(`a${count}`).digest('hex')}`,
      refresh_token: `refresh-token-${count}-${createHash('sha256').update(`r${count}`).digest('hex')}`,
      id_token: sign({ alg: 'ES256', kid: 'only' }, claims, privateKey),
    }
    handedOut.push(...Object.values(tokens))
    return { ...tokens, token_type: 'Bearer', expires_in: 3_600, scope: 'openid email' }
  }

  const server = createServer(async (request, response) => {
    const [status, body] = await answer(request)
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
  })

  async function answer(request: IncomingMessage): Promise<readonly [number, unknown]> {
    const form = new URLSearchParams(Buffer.concat(await request.toArray()).toString())
    if (request.url === '/.well-known/openid-configuration') return [200, discovery()]
    if (request.url === '/jwks') return [200, { keys: [key] }]
    const tokens = request.url === '/token' ? tokensFor(form) : null
    return tokens === null ? [400, { error: 'invalid_grant' }] : [200, tokens]
  }

  const discovery = (): object => ({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
  })

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    env: {
      PYLON_OAUTH_ACME_CLIENT_ID: 'acme-client',
      PYLON_OAUTH_ACME_CLIENT_SECRET: clientSecret,
      PYLON_OAUTH_ACME_OIDC_ISSUER: issuer,
    },
    handedOut,
    approve(redirect, { sub, email }) {
      const { searchParams } = new URL(redirect)
      count += 1
      const code = `authorization-code-${count}`
      const claims = { sub, email, email_verified: true, nonce: searchParams.get('nonce') }
      grants.set(code, { claims, challenge: searchParams.get('code_challenge') })
      return { code, state: searchParams.get('state') ?? '', iss: issuer }
    },
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function sign(header: object, claims: object, key: KeyObject): string {
  const text = [header, claims].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const signature = createSign('sha256').update(text).sign({ key, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}
