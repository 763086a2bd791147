import { generateToken, hashToken } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { beforeAll, expect, it } from 'vitest'
import { type Composed, composeServer } from './composed.ts'

type Caller = 'nobody' | 'guest' | 'challenge' | 'api key' | 'jwt' | 'operator' | 'stale session'

/** Who may call what, as the HTTP contract says it. */
const contract = {
  session: [
    ...['GET /sessions', 'DELETE /sessions', 'DELETE /sessions/x', 'POST /select-org', 'POST /reauth'],
    ...['POST /password/change', 'POST /totp/verify', 'GET /trusted-devices', 'DELETE /trusted-devices'],
    ...['DELETE /trusted-devices/x', 'POST /oauth/refresh/acme', 'GET /accounts', 'GET /api-keys'],
    ...['POST /api-keys/x/rotate', 'DELETE /api-keys/x', 'POST /jwt', 'POST /orgs', 'GET /orgs', 'GET /orgs/x'],
    ...['PATCH /orgs/x', 'GET /orgs/x/members', 'PUT /orgs/x/members/y', 'DELETE /orgs/x/members/y'],
    ...['POST /orgs/x/invites', 'GET /orgs/x/invites', 'DELETE /orgs/x/invites/y', 'POST /invites/x/accept'],
  ],
  fresh: [
    ...['POST /email/change/request', 'POST /totp/setup', 'POST /totp/disable', 'POST /totp/backup-codes'],
    ...['POST /accounts/acme/link', 'DELETE /accounts/acme', 'POST /api-keys', 'DELETE /orgs/x', 'DELETE /account'],
  ],
  sessionOrChallenge: ['POST /email/send-verification', 'POST /email/verify'],
  operator: ['POST /session', 'POST /upgrade'],
} as const

const refusals: Readonly<Record<keyof typeof contract, Readonly<Partial<Record<Caller, string>>>>> = {
  session: {
    ...{ nobody: '401 AUTH_REQUIRED', guest: '401 AUTH_REQUIRED', challenge: '401 AUTH_REQUIRED' },
    ...{ operator: '401 AUTH_REQUIRED', 'api key': '403 API_KEY_AUTH_FORBIDDEN', jwt: '403 API_KEY_AUTH_FORBIDDEN' },
  },
  fresh: {
    ...{ nobody: '401 AUTH_REQUIRED', guest: '401 AUTH_REQUIRED', challenge: '401 AUTH_REQUIRED' },
    ...{ operator: '401 AUTH_REQUIRED', 'api key': '403 API_KEY_AUTH_FORBIDDEN', jwt: '403 API_KEY_AUTH_FORBIDDEN' },
    'stale session': '403 REAUTH_REQUIRED',
  },
  sessionOrChallenge: {
    ...{ nobody: '401 AUTH_REQUIRED', guest: '401 AUTH_REQUIRED', operator: '401 AUTH_REQUIRED' },
    ...{ 'api key': '403 API_KEY_AUTH_FORBIDDEN', jwt: '403 API_KEY_AUTH_FORBIDDEN' },
  },
  operator: {
    ...{ nobody: '403 FORBIDDEN', guest: '403 FORBIDDEN', challenge: '403 FORBIDDEN' },
    ...{ 'api key': '403 FORBIDDEN', jwt: '403 FORBIDDEN', 'stale session': '403 FORBIDDEN' },
  },
}

/** Those that answer anybody with a grant: another site must not sign a browser in to an account of its own. */
const signIns = [
  ...['/password/register', '/password/login', '/guest', '/magic/verify', '/magic-link/verify'],
  ...['/password/reset/complete', '/email/change/confirm', '/totp/login'],
]

const adminToken = 'operator-token-of-at-least-32-characters'
let server: Composed
let bearers: Readonly<Record<Exclude<Caller, 'nobody'>, string>>
beforeAll(async () => {
  const stores = memoryStores()
  server = await composeServer(stores, {
    PYLON_ADMIN_TOKEN: adminToken,
    PYLON_JWT_SECRET: 'jwt-secret-of-at-least-32-characters',
    PYLON_JWT_ISSUER: 'https://app.example.com',
    PYLON_OAUTH_ACME_CLIENT_ID: 'acme',
    PYLON_OAUTH_ACME_CLIENT_SECRET: 'client-secret',
    PYLON_OAUTH_ACME_OIDC_ISSUER: 'https://acme.example.com',
  })
  const login = { email: 'ada@example.com', password: 'correct horse battery' }
  const { token, user_id: userId } = (await server.call('POST', '/password/register', { body: login })).body
  const key = (await server.call('POST', '/api-keys', { bearer: token, body: {} })).body.key
  const jwt = (await server.call('POST', '/jwt', { bearer: token })).body.token
  const guest = (await server.call('POST', '/guest')).body.token
  const stale = (await server.call('POST', '/password/login', { body: login })).body.token
  const now = Math.floor(Date.now() / 1000)
  await stores.sessions.replace(hashToken(stale), { authTime: now - 901 }, now)
  const credential = { userId, kind: 'totp', value: 'of some other key', step: 0, updatedAt: now }
  await stores.credentials.put(credential)
  const { challenge } = (await server.call('POST', '/password/login', { body: login })).body
  bearers = { guest, challenge, 'api key': key, jwt, operator: adminToken, 'stale session': stale }
  for (const [caller, bearer] of Object.entries(bearers)) expect([caller, typeof bearer]).toEqual([caller, 'string'])
})

const cases = Object.entries(contract).flatMap(([who, routes]) =>
  routes.map(route => [route, who as keyof typeof contract] as const),
)

it.each(cases)('%s refuses all but: %s', async (route, who) => {
  const expected = refusals[who]
  const found = Object.fromEntries(
    await Promise.all(Object.keys(expected).map(async caller => [caller, await outcomeOf(route, caller as Caller)])),
  )
  expect(found).toEqual(expected)
})

it.each(['GET users', 'GET users/x', 'PATCH users/x', 'DELETE users/x', 'GET users/x/sessions', 'GET stats'])(
  '%s is for the operator alone',
  async route => {
    for (const caller of ['nobody', 'guest', 'challenge', 'api key', 'jwt', 'stale session'] as const) {
      const [method = '', path = ''] = route.split(' ')
      const headers = caller === 'nobody' ? {} : { Authorization: `Bearer ${bearers[caller]}` }
      const url = `https://app.example.com/api/admin/${path}`
      const response = await server.app.fetch(new Request(url, { method, headers }), { ip: '203.0.113.9' })
      expect([caller, response.status]).toEqual([caller, 403])
      expect(await response.json()).toMatchObject({ error: { code: 'FORBIDDEN' } })
    }
  },
)

it.each(signIns)('%s refuses another site, with and without cookies, and lets programs through', async path => {
  const other = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example.com' }
  const old = { Origin: 'https://evil.example.com' }
  for (const headers of [other, old, { ...other, Cookie: `__Host-pylon_session=${generateToken('pylon_')}` }]) {
    expect((await server.call('POST', path, { body: {}, headers })).code).toBe('CSRF_REJECTED')
  }
  expect((await server.call('POST', path, { body: {} })).code).not.toBe('CSRF_REJECTED')
})

it('counts every route of this server to somebody', () => {
  const patternsOf = (routes: readonly string[]) => routes.map(route => route.replace(/\/[xy](?=\/|$)|\/acme/g, '/:'))
  const listed = new Set(patternsOf(Object.values(contract).flat()))
  const guarded = server.app.routes.filter(({ auth, path }) => auth !== 'anyone' && path.startsWith('/api/auth'))
  const found = guarded.map(({ method, path }) => `${method} ${path.replace('/api/auth', '').replace(/:\w+/g, ':')}`)
  const elsewhere = ['POST /totp/login'] // has its own answer for those without a challenge
  expect(found.filter(route => !listed.has(route) && !elsewhere.includes(route))).toEqual([])
})

async function outcomeOf(route: string, caller: Caller): Promise<string> {
  const [method = '', path = ''] = route.split(' ')
  const hasBody = ['POST', 'PUT', 'PATCH'].includes(method)
  const answer = await server.call(method, path, {
    ...(hasBody ? { body: { code: '000000' } } : {}),
    ...(caller === 'nobody' ? {} : { bearer: bearers[caller] }),
  })
  if (answer.status === 401) expect(answer.headers.get('www-authenticate')).toBe('Bearer')
  return `${answer.status} ${answer.code}`
}
