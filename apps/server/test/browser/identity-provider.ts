import { generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import type { Env } from '../process.ts'
import { createProviderMemory } from './provider-memory.ts'

type Listener = (request: IncomingMessage, response: ServerResponse) => void

/** The part of oidc-provider that is used; it brings no types. */
type ProviderClass = new (issuer: string, configuration: object) => { callback(): Listener }

export interface IdentityProvider {
  readonly issuer: string
  /** Settings for a server that takes it for the provider `acme`. */
  readonly env: Env
  /** New signing keys, the old ones gone. */
  rotateKeys(): void
  stop(): void
}

/** Tokens are due for a refresh, a minute before they expire, as soon as they are there. */
const accessTokenLifetimeSecs = 45

/** Runs oidc-provider, a certified OpenID provider, on another site than `127.0.0.1`; its pages let everybody in by any name. */
export async function startIdentityProvider(redirectUri: string): Promise<IdentityProvider> {
  let listener: Listener = (_, response) => void response.writeHead(503).end()
  const server = createServer((request, response) => listener(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  const packageName: string = 'oidc-provider'
  const { default: Provider } = (await import(packageName)) as { default: ProviderClass }

  const adapter = createProviderMemory()
  function rotateKeys(): void {
    listener = new Provider(issuer, {
      ...configurationOf(redirectUri),
      adapter,
      jwks: { keys: [makeKey()] },
    }).callback()
  }
  rotateKeys()

  return {
    issuer,
    env: {
      PYLON_OAUTH_ACME_CLIENT_ID: client.client_id,
      PYLON_OAUTH_ACME_CLIENT_SECRET: client.client_secret,
      PYLON_OAUTH_ACME_OIDC_ISSUER: issuer,
    },
    rotateKeys,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

const client = { client_id: 'pylon', client_secret: 'client-secret-that-nobody-may-see-0123456789' }

const makeKey = (): JsonWebKey => ({
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
  use: 'sig',
  alg: 'RS256',
})

/** Names that begin with `unproven` have an address that nobody has verified. */
const claimsOf = (login: string): object => ({
  sub: login,
  email: `${login}@example.com`,
  email_verified: !login.startsWith('unproven'),
  name: login,
})

const configurationOf = (redirectUri: string): object => ({
  clients: [{ ...client, redirect_uris: [redirectUri], grant_types: ['authorization_code', 'refresh_token'] }],
  pkce: { required: () => true },
  scopes: ['openid', 'email', 'profile', 'offline_access'],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
  cookies: { keys: ['a key of the test'] },
  ttl: {
    ...{ Interaction: 600, Session: 600, Grant: 600, RefreshToken: 3600, IdToken: 600 },
    AccessToken: accessTokenLifetimeSecs,
  },
  findAccount: async (_: unknown, id: string) => ({ accountId: id, claims: async () => claimsOf(id) }),
})

/** Does with the provider's pages what somebody does who says yes to everything, for the first time. */
export async function agreeAtProvider(page: Page, login: string): Promise<void> {
  await logInAtProvider(page, login)
  await page.getByRole('button', { name: 'Continue' }).click()
}

export async function logInAtProvider(page: Page, login: string): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(login)
  await page.getByPlaceholder('and password').fill('any')
  await page.getByRole('button', { name: 'Sign-in' }).click()
}

/** Agrees too, but does not follow the way back, and answers where it leads. */
export async function agreeWithoutReturn(page: Page, login: string): Promise<string> {
  await logInAtProvider(page, login)
  await page.getByRole('button', { name: 'Continue' }).waitFor()
  const action = (await page.locator('form').getAttribute('action')) ?? ''
  const options = { maxRedirects: 0 }
  const agreed = await page.request.post(action, { ...options, form: { prompt: 'consent' } })
  const resumed = await page.request.get(agreed.headers().location ?? '', options)
  return resumed.headers().location ?? ''
}
