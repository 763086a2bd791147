import { type AuthEvent, createApp, createSessions, createSignIn, type PylonError, sessionFlow } from '@pylon/core'
import { expect, it } from 'vitest'
import { type JwtAuthenticatorOptions, jwtAuthenticator, jwtFlow } from '../src/flow/index.ts'
import { createJwtMinter } from '../src/index.ts'
import { openTestStores } from './test-stores.ts'
import { audience, encode, generateKey, hs256, hs256Header, now, payloadWith, secretText, signedBy } from './tokens.ts'

const issuer = 'https://app.example.com'
const ownPayload = (members: object = {}): string => payloadWith({ iss: issuer, ...members })

interface HarnessOptions extends JwtAuthenticatorOptions {
  readonly hasMinter?: boolean
  readonly lifetimeSecs?: number
  readonly sessionSecs?: number
}

function createHarness({ hasMinter = true, lifetimeSecs, sessionSecs = 86_400, ...options }: HarnessOptions = {}) {
  const clock = Object.assign(() => clock.now, { now })
  const stores = openTestStores()
  const events: AuthEvent[] = []
  const errors: PylonError[] = []
  const sessions = createSessions({ store: stores.sessions, lifetimeSecs: sessionSecs, clock })
  const signIn = createSignIn({ stores, sessions, clock })
  const minter = hasMinter ? createJwtMinter({ secret: secretText, issuer }) : null
  const onEvent = (event: AuthEvent): void => void events.push(event)
  const lifetime = lifetimeSecs === undefined ? {} : { lifetimeSecs }
  const app = createApp({
    authenticators: [
      jwtAuthenticator({ own: { secret: secretText, issuer }, clock, ...options }),
      sessions.authenticator,
    ],
    flows: [
      sessionFlow({ stores, sessions, signIn, allowLoopbackMint: true, clock }),
      jwtFlow({ sessions, minter, ...lifetime, clock, onEvent }),
    ],
    clock,
    onError: error => void errors.push(error),
  })

  async function call(method: string, path: string, bearer: string | null = null, body?: object) {
    const authorization = bearer === null ? {} : { Authorization: `Bearer ${bearer}` }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const headers = { ...authorization, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) }
    const response = await app.fetch(new Request(`http://app/api/auth${path}`, { method, headers, ...sent }), {
      ip: '127.0.0.1',
    })
    const answer = (await response.json()) as Record<string, never> & { error?: { code: string } }
    const outcome = `${response.status}${answer.error ? ` ${answer.error.code}` : ''}`
    return { outcome, body: answer, headers: response.headers }
  }

  async function createSession(roles: readonly string[] = []): Promise<string> {
    await stores.users.insert({
      id: 'usr_1',
      email: 'ada@example.com',
      displayName: null,
      isEmailVerified: true,
      isBanned: false,
      roles,
      authVersion: 0,
      createdAt: now,
      updatedAt: now,
    })
    const context = { ip: '', header: () => null } as never
    return (await sessions.create(context, { userId: 'usr_1', roles, amr: ['pwd'] })).token
  }

  const me = (bearer: string) => call('GET', '/me', bearer)
  const causes = (): unknown[] => errors.map(({ cause }) => (cause as Error | undefined)?.message)
  return { app, stores, sessions, clock, events, errors, causes, call, me, createSession }
}

const nobody = {
  is_admin: false,
  is_guest: false,
  tenant_id: null,
  session_id: null,
  api_key_id: null,
  scopes: null,
  amr: [],
}

it('swaps a session for a JWT that says who it is', async () => {
  const { call, me, createSession, events } = createHarness()
  const { outcome, body, headers } = await call('POST', '/jwt', await createSession(['editor']))
  expect([outcome, body]).toEqual(['200', { token: expect.any(String), expires_at: now + 3600 }])
  expect(headers.get('cache-control')).toBe('no-store')
  const token: string = body.token ?? ''
  const [header = '', payload = ''] = token.split('.').map(part => Buffer.from(part, 'base64url').toString())
  expect(JSON.parse(header)).toEqual({ alg: 'HS256', typ: 'JWT' })
  expect(JSON.parse(payload)).toEqual({
    sub: 'usr_1',
    iat: now,
    exp: now + 3600,
    iss: issuer,
    roles: ['editor'],
    jti: expect.stringMatching(/^jwt_[0-9a-f]{32}$/),
  })
  expect((await me(token)).body).toEqual({ ...nobody, user_id: 'usr_1', roles: ['editor'] })
  expect(events.map(({ name, userId, at }) => ({ name, userId, at }))).toEqual([
    { name: 'jwt.minted', userId: 'usr_1', at: now },
  ])
  expect(JSON.stringify(events)).not.toContain(token.split('.')[2])
})

it('makes no JWT that outlives its session', async () => {
  const { call, clock, createSession } = createHarness({ sessionSecs: 5000 })
  const session = await createSession()
  expect((await call('POST', '/jwt', session)).body.expires_at).toBe(now + 3600)
  clock.now += 4000
  expect((await call('POST', '/jwt', session)).body.expires_at).toBe(now + 5000)
  clock.now += 1000
  expect((await call('POST', '/jwt', session)).outcome).toBe('401 AUTH_REQUIRED')
})

it('bounds the JWT of a session that never ends', async () => {
  const { call, createSession } = createHarness({ sessionSecs: 0, lifetimeSecs: 60 })
  expect((await call('POST', '/jwt', await createSession())).body.expires_at).toBe(now + 60)
})

it('makes none for nobody, for a guest, for a JWT, and for a session that was revoked', async () => {
  const { call, sessions, createSession, events } = createHarness()
  const session = await createSession()
  const token: string = (await call('POST', '/jwt', session)).body.token ?? ''
  const guest: string = (await call('POST', '/guest')).body.token ?? ''
  expect((await call('POST', '/jwt')).outcome).toBe('401 AUTH_REQUIRED')
  expect((await call('POST', '/jwt', guest)).outcome).toBe('401 AUTH_REQUIRED')
  expect((await call('POST', '/jwt', token)).outcome).toBe('403 API_KEY_AUTH_FORBIDDEN')
  await sessions.revokeByUser('usr_1')
  expect((await call('POST', '/jwt', session)).outcome).toBe('401 AUTH_REQUIRED')
  expect(events).toHaveLength(1)
})

it('takes nothing from the body', async () => {
  const { call, me, createSession } = createHarness()
  const wishes = {
    user_id: 'usr_2',
    sub: 'usr_2',
    roles: ['admin'],
    is_admin: true,
    expires_at: 9e9,
    lifetime_secs: 9e9,
  }
  const { body } = await call('POST', '/jwt', await createSession(), wishes)
  expect(body.expires_at).toBe(now + 3600)
  expect((await me(body.token ?? '')).body).toEqual({ ...nobody, user_id: 'usr_1', roles: [] })
})

it('answers 501 where JWTs are not configured, to those who could have had one', async () => {
  const { call, createSession } = createHarness({ hasMinter: false, own: null })
  expect((await call('POST', '/jwt', await createSession())).outcome).toBe('501 JWT_NOT_CONFIGURED')
  expect((await call('POST', '/jwt')).outcome).toBe('401 AUTH_REQUIRED')
})

it('lets a JWT manage no sessions', async () => {
  const { call, createSession } = createHarness()
  const token: string = (await call('POST', '/jwt', await createSession())).body.token ?? ''
  expect((await call('DELETE', '/sessions', token)).outcome).toBe('403 API_KEY_AUTH_FORBIDDEN')
})

it('makes nobody the admin, whatever the roles say', async () => {
  const { me } = createHarness()
  const token = hs256(hs256Header, ownPayload({ roles: ['admin'], is_admin: true, isAdmin: true, via: 'admin-token' }))
  expect((await me(token)).body).toEqual({ ...nobody, user_id: 'user-1', roles: ['admin'] })
})

it('refuses a JWT that ends, with one code for every cause and the cause in the log', async () => {
  const { me, clock, causes } = createHarness()
  const refused: Record<string, string> = {
    wrong_signature: hs256(hs256Header, ownPayload(), 'another long random secret of somebody'),
    wrong_algorithm: `${encode('{"alg":"none"}')}.${encode(ownPayload())}.AA`,
    wrong_issuer: hs256(hs256Header, payloadWith()),
    wrong_audience: hs256(hs256Header, ownPayload({ aud: 'somebody else' })),
    no_expiry: hs256(hs256Header, ownPayload({ exp: undefined })),
    no_issue_time: hs256(hs256Header, ownPayload({ iat: undefined })),
    malformed_subject: hs256(hs256Header, ownPayload({ sub: '' })),
    malformed_roles: hs256(hs256Header, ownPayload({ roles: 'admin' })),
    malformed_tenant: hs256(hs256Header, ownPayload({ tenant_id: 5 })),
    too_long: hs256(hs256Header, ownPayload({ filler: 'x'.repeat(9000) })),
    not_a_json_object: 'a.b.c'.replaceAll(/\w/g, 'eyJh'),
    expired: hs256(hs256Header, ownPayload({ exp: clock.now })),
  }
  const bodies = new Set<string>()
  for (const token of Object.values(refused)) {
    const { outcome, body, headers } = await me(token)
    expect([outcome, headers.get('www-authenticate')]).toEqual(['401 INVALID_JWT', 'Bearer'])
    bodies.add(JSON.stringify(body))
  }
  expect(bodies.size).toBe(1)
  expect(causes()).toEqual(Object.keys(refused))
})

it('refuses every JWT while there is a secret and no issuer', async () => {
  const { me, createSession } = createHarness({ own: { secret: secretText, issuer: null }, hasMinter: false })
  for (const payload of [ownPayload(), payloadWith({ iss: undefined }), '{}']) {
    expect((await me(hs256(hs256Header, payload))).outcome).toBe('401 JWT_MISCONFIGURED')
  }
  expect((await me(await createSession())).body.user_id).toBe('usr_1')
})

it('leaves other bearers alone, and every one where no JWT is accepted', async () => {
  const { me } = createHarness()
  const others = [
    'pk.abc.def',
    `pylon_${'0'.repeat(64)}`,
    'a.b',
    'a.b.c.d',
    'a..c',
    '.b.c',
    'a.b.c=',
    'a.b~.c',
    'pylon_a.b.c',
  ]
  for (const bearer of others) expect([bearer, (await me(bearer)).outcome]).toEqual([bearer, '200'])
  expect((await me('a.b.c')).outcome).toBe('401 INVALID_JWT')
  const { me: meWithout } = createHarness({ own: null })
  expect((await meWithout(hs256(hs256Header, ownPayload()))).body).toMatchObject({ user_id: null })
})

it('verifies tokens of the former secret', async () => {
  const secret = 'the next long random secret of the application'
  const token = hs256(hs256Header, ownPayload())
  const { me } = createHarness({ own: { secret, previousSecrets: [secretText], issuer } })
  expect((await me(token)).body.user_id).toBe('user-1')
  const { me: meAfter } = createHarness({ own: { secret, issuer } })
  expect((await meAfter(token)).outcome).toBe('401 INVALID_JWT')
})

const [acmeKey, otherKey] = [generateKey('RS256', 'key-1'), generateKey('ES256', 'key-1')]
const acme = {
  issuer: 'https://acme.example/',
  audience,
  jwksUrl: 'https://acme.example/jwks.json',
  fetch: async (): Promise<Response> => Response.json({ keys: [acmeKey.jwk] }),
  rolesClaim: 'https://app.example.com/roles',
  tenantClaim: 'org',
}
const other = {
  issuer: 'https://other.example/',
  audience: [audience, 'b'],
  jwksUrl: 'https://other.example/jwks.json',
  fetch: async (): Promise<Response> => Response.json({ keys: [otherKey.jwk] }),
  userIdClaim: 'uid',
  userIdPrefix: 'other|',
}
const partner = { issuer: 'https://partner.example/', secret: 'a secret that we share with a partner' }

it('accepts tokens of several issuers beside its own, each by its own keys and claims', async () => {
  const { me } = createHarness({ foreign: [acme, other, partner] })
  const roles = { [acme.rolesClaim]: ['editor', 'admin'], roles: ['owner'] }
  expect((await me(signedBy(acmeKey, { claims: { iss: acme.issuer, org: 'org_1', ...roles } }))).body).toEqual({
    ...nobody,
    user_id: 'user-1',
    tenant_id: 'org_1',
    roles: ['editor'],
  })
  const claims = { iss: other.issuer, uid: '7', roles: ['admin'], tenant_id: 'org_1' }
  expect((await me(signedBy(otherKey, { claims }))).body).toEqual({ ...nobody, user_id: 'other|7', roles: [] })
  const byPartner = hs256(hs256Header, payloadWith({ iss: partner.issuer, exp: now - 59 }), partner.secret)
  expect((await me(byPartner)).body.user_id).toBe('user-1')
  expect((await me(hs256(hs256Header, ownPayload()))).body.user_id).toBe('user-1')
})

it('lets no issuer speak for another', async () => {
  const { me, causes } = createHarness({ foreign: [acme, other, partner] })
  const attacks: [string, string][] = [
    ['unknown_key', signedBy(acmeKey, { claims: { iss: other.issuer, uid: '7' } })],
    [
      'wrong_signature',
      signedBy(
        { ...otherKey, privateKey: generateKey('ES256', 'key-1').privateKey },
        { claims: { iss: other.issuer, uid: '7' } },
      ),
    ],
    ['wrong_algorithm', hs256(hs256Header, payloadWith({ iss: acme.issuer }), partner.secret)],
    ['wrong_signature', hs256(hs256Header, payloadWith({ iss: partner.issuer }))],
    ['wrong_signature', hs256(hs256Header, ownPayload(), partner.secret)],
    ['wrong_issuer', hs256(hs256Header, payloadWith({ iss: 'https://unknown.example' }))],
    ['wrong_issuer', hs256(hs256Header, payloadWith({ iss: [issuer] }))],
    ['wrong_issuer', 'eyJh.eyJh.eyJh'],
  ]
  for (const [, token] of attacks) expect((await me(token)).outcome).toBe('401 INVALID_JWT')
  expect(causes()).toEqual(attacks.map(([reason]) => reason))
})

it('refuses a foreign token whose user, roles or tenant is no text', async () => {
  const { me, causes } = createHarness({ own: null, foreign: [acme] })
  const outcomeOf = async (claims: object): Promise<string> =>
    (await me(signedBy(acmeKey, { claims: { iss: acme.issuer, ...claims } }))).outcome
  expect(await outcomeOf({ [acme.rolesClaim]: 'editor' })).toBe('401 INVALID_JWT')
  expect(await outcomeOf({ [acme.rolesClaim]: ['a', 5] })).toBe('401 INVALID_JWT')
  expect(await outcomeOf({ org: ['a'] })).toBe('401 INVALID_JWT')
  expect(await outcomeOf({ org: null })).toBe('200')
  expect(causes()).toEqual(['malformed_roles', 'malformed_roles', 'malformed_tenant'])
  const { me: meByUid } = createHarness({ own: null, foreign: [{ ...acme, userIdClaim: 'constructor' }] })
  expect((await meByUid(signedBy(acmeKey, { claims: { iss: acme.issuer } }))).outcome).toBe('401 INVALID_JWT')
})

it('stops a start that trusts two entries for one issuer, a short secret, or a lifetime beyond a day', () => {
  const own = { secret: secretText, issuer }
  expect(() => jwtAuthenticator({ foreign: [acme, acme] })).toThrow('one entry for https://acme.example/')
  expect(() => jwtAuthenticator({ own, foreign: [{ ...acme, issuer }] })).toThrow('one entry')
  expect(() => jwtAuthenticator({ own: { secret: 'short', issuer } })).toThrow('32 bytes')
  expect(() => jwtAuthenticator({ own: { secret: 'short', issuer: null } })).toThrow('32 bytes')
  expect(() => jwtAuthenticator({ foreign: [{ issuer: 'a', secret: 'short' }] })).toThrow('32 bytes')
  const { sessions } = createHarness()
  for (const lifetimeSecs of [0, -1, 1.5, 86_401, Number.NaN]) {
    expect(() => jwtFlow({ sessions, minter: null, lifetimeSecs })).toThrow('lifetimeSecs')
  }
})
