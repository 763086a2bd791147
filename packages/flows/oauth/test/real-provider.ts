import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { onTestFinished } from 'vitest'
import { clientSecret } from './fake-provider.ts'

type Listener = (request: IncomingMessage, response: ServerResponse) => void

/** The part of oidc-provider that is used; it brings no types. */
type ProviderClass = new (issuer: string, configuration: object) => { callback(): Listener }

export interface RealProvider {
  readonly issuer: string
  readonly clientId: string
  /** Signs in as `login`, agrees, and answers where the provider then sends the browser. */
  visit(authorizationUrl: string, login: string): Promise<URL>
  /** New signing keys, the old ones gone. */
  rotateKeys(): Promise<void>
}

/** Runs oidc-provider, a certified OpenID provider, with its own pages for signing in. */
export async function startRealProvider(redirectUri: string): Promise<RealProvider> {
  let listener: Listener = (_, response) => void response.writeHead(503).end()
  const server = createServer((request, response) => listener(request, response))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clientId = 'real-client'
  const packageName: string = 'oidc-provider'
  const { default: Provider } = (await import(packageName)) as { default: ProviderClass }

  async function rotateKeys(): Promise<void> {
    listener = new Provider(issuer, configurationOf(clientId, redirectUri, await makeKey())).callback()
  }
  await rotateKeys()

  return { issuer, clientId, visit: (url, login) => signInByPages(url, login), rotateKeys }
}

async function makeKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256' }
}

const configurationOf = (clientId: string, redirectUri: string, key: JWK): object => ({
  clients: [
    {
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
    },
  ],
  jwks: { keys: [key] },
  pkce: { required: () => true },
  scopes: ['openid', 'email', 'profile', 'offline_access'],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
  cookies: { keys: ['a key of the test'] },
  ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 3600, RefreshToken: 3600, IdToken: 600 },
  findAccount: async (_: unknown, id: string) => ({
    accountId: id,
    claims: async () => ({ sub: id, email: `${id}@example.com`, email_verified: true, name: id }),
  }),
})

/** Does with the provider's pages what a person does in a browser. */
async function signInByPages(authorizationUrl: string, login: string): Promise<URL> {
  const { origin } = new URL(authorizationUrl)
  const cookies = new Map<string, string>()
  let answer = await send(authorizationUrl, cookies)
  for (let step = 0; step < 10; step += 1) {
    const target = answer.headers.get('location')
    if (target !== null) {
      const url = new URL(target, origin)
      if (url.origin !== origin) return url
      answer = await send(url.href, cookies)
    } else answer = await submit(await answer.text(), login, cookies)
  }
  throw new Error('the provider did not send the browser back')
}

function submit(page: string, login: string, cookies: Map<string, string>): Promise<Response> {
  const action = /action="([^"]+)"/.exec(page)?.[1] ?? ''
  const prompt = /name="prompt" value="([^"]+)"/.exec(page)?.[1] ?? ''
  return send(action, cookies, new URLSearchParams({ prompt, login, password: 'any' }))
}

async function send(url: string, cookies: Map<string, string>, form?: URLSearchParams): Promise<Response> {
  const Cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const init = form === undefined ? {} : { method: 'POST', body: form }
  const response = await fetch(url, { ...init, headers: { Cookie }, redirect: 'manual' })
  for (const each of response.headers.getSetCookie()) {
    const [name = '', value = ''] = each.split(';')[0]?.split('=', 2) ?? []
    cookies.set(name, value)
  }
  return response
}
