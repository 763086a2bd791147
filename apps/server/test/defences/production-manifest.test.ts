import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf } from '../client.ts'
import { newFolder, type ServerProcess, startProcess } from '../process.ts'

/** What the guide tells people to start with, as it stands there. */
const productionManifest = `{
  "plugins": [
    { "name": "rate_limit",   "config": { "max_requests": 100, "window_secs": 60 } },
    { "name": "rate_limit",   "config": { "max_requests": 5,   "window_secs": 60, "route": "/api/auth/magic/send" } },
    { "name": "rate_limit",   "config": { "max_requests": 10,  "window_secs": 60, "route": "/api/auth/password/login" } },
    { "name": "cors",         "config": { "allowed_origins": ["https://your-app.com"] } },
    { "name": "csrf",         "config": { "trusted_origins": ["https://your-app.com"] } },
    { "name": "net_guard" },
    { "name": "audit_log",    "config": { "entities": ["User", "Subscription", "ApiKey"] } }
  ]
}`

const adminToken = 'operator-token-of-at-least-32-characters'
const proxied = { PYLON_ADMIN_TOKEN: adminToken, PYLON_TRUSTED_PROXIES: '127.0.0.1' }
const account = { email: 'ada@example.com', password: 'correct horse battery' }

/** Every address has limits of its own. */
const from = (ip: string): Record<string, string> => ({ 'X-Forwarded-For': ip })

async function startWith(manifest: object | string, env: Record<string, string> = {}): Promise<ServerProcess> {
  const folder = newFolder()
  writeFileSync(join(folder, 'pylon.config.json'), typeof manifest === 'string' ? manifest : JSON.stringify(manifest))
  return startProcess({ ...proxied, ...env }, folder)
}

/** The same with more plugins: those of the pairings that the manifest leaves out. */
function withMore(...more: readonly object[]): object {
  const { plugins } = JSON.parse(productionManifest) as { plugins: readonly object[] }
  return { plugins: [...plugins, ...more] }
}

describe('the production manifest as it stands', () => {
  let server: ServerProcess
  beforeAll(async () => {
    server = await startWith(productionManifest)
  })
  afterAll(() => server.stop())

  it('gives every address a budget of requests, and tells it', async () => {
    const call = clientOf(server.url)
    const first = await call('GET', '/me', { headers: from('198.51.100.1') })
    expect(first.headers.get('ratelimit')).toBe('limit=100, remaining=99, reset=60')
    const rest = await Promise.all(
      Array.from({ length: 100 }, () => call('GET', '/me', { headers: from('198.51.100.1') })),
    )
    expect(rest.filter(({ status }) => status === 200)).toHaveLength(99)
    const refused = rest.find(({ status }) => status === 429)
    expect(refused).toMatchObject({ code: 'RATE_LIMITED' })
    expect(Number(refused?.headers.get('retry-after'))).toBe(refused?.body.error.retry_after_secs)
    expect((await call('GET', '/me', { headers: from('198.51.100.2') })).status).toBe(200)
  })

  it('limits sending of codes to 5 a minute', async () => {
    const call = clientOf(server.url)
    const answers = []
    for (let at = 0; at < 6; at++) {
      const body = { email: `user${at}@example.com` }
      answers.push((await call('POST', '/magic/send', { body, headers: from('198.51.100.3') })).code)
    }
    expect(answers).toEqual([...Array(5).fill('EMAIL_NOT_CONFIGURED'), 'RATE_LIMITED'])
  })

  it('opens to the browser app of its origin, and to no other', async () => {
    const ours = await fetch(`${server.url}/api/auth/me`, { headers: { Origin: 'https://your-app.com' } })
    expect(ours.headers.get('access-control-allow-origin')).toBe('https://your-app.com')
    const other = await fetch(`${server.url}/api/auth/me`, { headers: { Origin: 'https://evil.example' } })
    expect(other.headers.get('access-control-allow-origin')).toBeNull()
    expect(other.headers.get('vary')).toContain('Origin')
  })

  it('keeps a trail of users and API keys, and of nothing else', async () => {
    const call = clientOf(server.url)
    const headers = from('198.51.100.4')
    const { token } = (await call('POST', '/password/register', { body: account, headers })).body
    await call('POST', '/api-keys', { body: { name: 'ci' }, bearer: token, headers })
    await call('POST', '/orgs', { body: { name: 'Acme' }, bearer: token, headers })
    await expect
      .poll(async () => (await actions(server)).toSorted(), { timeout: 10_000 })
      .toEqual(['api_key.created', 'session.created', 'user.registered'])
    const verdict = await fetch(`${server.url}/api/admin/audit/verify`, admin)
    expect(await verdict.json()).toEqual({ ok: true, entries: 3 })
  })
})

describe('the pairings of the guide', () => {
  it('brute force on login: the route is limited, the account locks, and a right password is half of a sign-in', async () => {
    const server = await startWith(productionManifest)
    const call = clientOf(server.url)
    const body = { ...account, password: 'wrong horse battery' }
    await call('POST', '/password/register', { body: account, headers: from('203.0.113.1') })
    const codes = []
    for (let at = 0; at < 11; at++) {
      codes.push((await call('POST', '/password/login', { body, headers: from('203.0.113.2') })).code)
    }
    expect(codes).toEqual([...Array(5).fill('INVALID_CREDENTIALS'), ...Array(5).fill('ACCOUNT_LOCKED'), 'RATE_LIMITED'])
    await server.stop()
  })

  it('compromised session token: it ends when it is idle, and the trail shows what was done with it', async () => {
    const server = await startWith(
      withMore({ name: 'session_expiry', config: { idle_timeout_secs: 2, max_age_secs: 3600 } }),
    )
    const call = clientOf(server.url)
    const { token, user_id } = (await call('POST', '/password/register', { body: account })).body
    const stolen = { 'User-Agent': 'Stolen/1.0', ...from('192.0.2.66') }
    await call('POST', '/api-keys', { body: { name: 'backdoor' }, bearer: token, headers: stolen })
    await expect
      .poll(async () => (await events(server)).find(({ action }) => action === 'api_key.created'), { timeout: 10_000 })
      .toMatchObject({ ip: '192.0.2.66', user_agent: 'Stolen/1.0', actor: { user_id } })
    const usedAtMs = Date.now()
    await call('GET', '/me', { bearer: token })
    await expect.poll(() => Date.now() - usedAtMs, { timeout: 5_000, interval: 50 }).toBeGreaterThan(3_000)
    expect((await call('GET', '/me', { bearer: token })).body.user_id).toBeNull()
    await server.stop()
  })

  it('SSRF: what the server is made to fetch cannot be in private space, and URLs in bodies are held to a list', async () => {
    const server = await startWith(
      withMore({
        name: 'validation',
        config: {
          routes: [
            {
              method: 'POST',
              path: '/api/auth/magic-link/send',
              body: { type: 'object', required: ['email'], properties: { email: { type: 'string' } } },
              url_allowlist: { callback_url: ['https://your-app.com/after'] },
            },
          ],
        },
      }),
      {
        PYLON_OAUTH_META_OIDC_ISSUER: 'https://169.254.169.254',
        PYLON_OAUTH_META_CLIENT_ID: 'id',
        PYLON_OAUTH_META_CLIENT_SECRET: 'secret',
      },
    )
    const call = clientOf(server.url)
    expect((await call('GET', '/login/meta?callback=/')).code).toBe('OAUTH_PROVIDER_BROKEN')
    await expect.poll(server.stderr).toContain('NET_GUARD_BLOCKED')
    const send = (callback_url: string) =>
      call('POST', '/magic-link/send', { body: { email: 'ada@example.com', callback_url } })
    for (const url of [
      'https://your-app.com/afterwards',
      'https://your-app.com.evil.example/after',
      'http://127.0.0.1/',
    ]) {
      expect(await send(url), url).toMatchObject({
        code: 'INVALID_REQUEST',
        body: { error: { fields: [{ path: 'callback_url' }] } },
      })
    }
    await server.stop()
  })

  it('session fixation: no other site signs a browser in or acts for it, and a sign-in makes a token of its own', async () => {
    const server = await startWith(withMore({ name: 'session_expiry', config: { refresh_on_use: true } }))
    const call = clientOf(server.url)
    const evil = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }
    const planted = (await call('POST', '/guest')).body.token
    expect((await call('POST', '/password/register', { body: account, headers: evil })).code).toBe('CSRF_REJECTED')
    const cookie = { Cookie: `__Host-pylon_session=${planted}` }
    const { token } = (await call('POST', '/password/register', { body: account, headers: cookie })).body ?? {}
    expect(token ?? null).toBeNull() // a cookie, and nothing that says from where it comes
    const ours = { ...cookie, 'Sec-Fetch-Site': 'same-origin' }
    const grant = (await call('POST', '/password/register', { body: account, headers: ours })).body
    expect(grant.token).not.toBe(planted)
    expect((await call('GET', '/me', { bearer: planted })).body.user_id).toBeNull()
    await server.stop()
  })

  it('mass scraping: addresses have a budget, and so has a user who comes from many of them', async () => {
    const server = await startWith(withMore({ name: 'rate_limit', config: { max_requests: 20, scope: 'user' } }))
    const call = clientOf(server.url)
    const { token } = (await call('POST', '/password/register', { body: account })).body
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, at) => call('GET', '/me', { bearer: token, headers: from(`203.0.113.${at}`) })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20)
    await server.stop()
  })
})

const admin = { headers: { Authorization: `Bearer ${adminToken}` } }

interface WireEvent {
  readonly action: string
  readonly [member: string]: unknown
}

async function events(server: ServerProcess): Promise<readonly WireEvent[]> {
  const answer = await fetch(`${server.url}/api/admin/audit`, admin)
  return ((await answer.json()) as { events: readonly WireEvent[] }).events
}

const actions = async (server: ServerProcess): Promise<readonly string[]> =>
  (await events(server)).map(({ action }) => action)
