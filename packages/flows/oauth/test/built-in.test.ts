import { decodeJwt, decodeProtectedHeader } from 'jose'
import { expect, it } from 'vitest'
import { builtInProviderIds } from '../src/index.ts'
import { start } from './harness.ts'
import { challengeOf, recordSignIn, type World } from './recorded.ts'

interface Shape extends World {
  readonly id: string
  readonly authorize: string
  readonly scope: string | null
  /** Members of the authorization URL beyond those that all have. */
  readonly more?: Readonly<Record<string, string>>
  readonly hasPkce: boolean
  readonly token: string
  readonly auth: 'form' | 'basic' | 'basic, JSON'
  /** Requests for the user, as method and URL. */
  readonly asks: readonly string[]
  readonly user: readonly [
    accountId: string,
    email: string | null,
    isEmailVerified: boolean,
    displayName: string | null,
  ]
}

const directory = '9188040d-6c67-4c5b-b112-36a304b66dad'
const standard = { sub: '42', email: 'ada@example.com', email_verified: true, name: 'Ada' }
const verified = ['42', 'ada@example.com', true, 'Ada'] as const
const unverified = ['42', 'ada@example.com', false, 'Ada'] as const

const shapes: readonly Shape[] = [
  {
    id: 'google',
    authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
    scope: 'openid email profile',
    more: { access_type: 'offline', nonce: 'nonce' },
    hasPkce: true,
    token: 'https://oauth2.googleapis.com/token',
    auth: 'form',
    asks: [],
    claims: { ...standard, iss: 'https://accounts.google.com' },
    user: verified,
  },
  {
    id: 'github',
    authorize: 'https://github.com/login/oauth/authorize',
    scope: 'read:user user:email',
    hasPkce: true,
    token: 'https://github.com/login/oauth/access_token',
    auth: 'form',
    asks: ['GET https://api.github.com/user', 'GET https://api.github.com/user/emails'],
    answers: {
      'https://api.github.com/user/emails': [
        { email: 'old@example.com', primary: false, verified: true },
        { email: 'ada@example.com', primary: true, verified: true },
      ],
      'https://api.github.com/user': { id: 42, login: 'ada', name: 'Ada', email: 'shown@example.com' },
    },
    user: verified,
  },
  {
    id: 'apple',
    authorize: 'https://appleid.apple.com/auth/authorize',
    scope: 'name email',
    more: { response_mode: 'form_post', nonce: 'nonce' },
    hasPkce: false,
    token: 'https://appleid.apple.com/auth/token',
    auth: 'form',
    asks: [],
    claims: { ...standard, name: undefined, email_verified: 'true', iss: 'https://appleid.apple.com' },
    user: ['42', 'ada@example.com', true, null],
  },
  {
    id: 'microsoft',
    authorize: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    scope: 'openid email profile offline_access',
    more: { nonce: 'nonce' },
    hasPkce: true,
    token: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    auth: 'form',
    asks: [],
    // email_verified is none of Microsoft's claims: whoever runs a directory could add it
    claims: { ...standard, iss: `https://login.microsoftonline.com/${directory}/v2.0`, tid: directory },
    user: unverified,
  },
  {
    id: 'discord',
    authorize: 'https://discord.com/oauth2/authorize',
    scope: 'identify email',
    hasPkce: true,
    token: 'https://discord.com/api/oauth2/token',
    auth: 'form',
    asks: ['GET https://discord.com/api/v10/users/@me'],
    answers: {
      'https://discord.com/api/v10': { id: '42', email: 'ada@example.com', verified: true, global_name: 'Ada' },
    },
    user: verified,
  },
  {
    id: 'slack',
    authorize: 'https://slack.com/openid/connect/authorize',
    scope: 'openid email profile',
    more: { nonce: 'nonce' },
    hasPkce: false,
    token: 'https://slack.com/api/openid.connect.token',
    auth: 'form',
    asks: [],
    claims: { ...standard, iss: 'https://slack.com', 'https://slack.com/team_id': 'T1' },
    user: ['T1.42', 'ada@example.com', true, 'Ada'],
  },
  {
    id: 'spotify',
    authorize: 'https://accounts.spotify.com/authorize',
    scope: 'user-read-email',
    hasPkce: true,
    token: 'https://accounts.spotify.com/api/token',
    auth: 'basic',
    asks: ['GET https://api.spotify.com/v1/me'],
    answers: { 'https://api.spotify.com': { id: '42', email: 'ada@example.com', display_name: 'Ada' } },
    user: unverified,
  },
  {
    id: 'twitch',
    authorize: 'https://id.twitch.tv/oauth2/authorize',
    scope: 'user:read:email',
    hasPkce: false,
    token: 'https://id.twitch.tv/oauth2/token',
    auth: 'form',
    asks: ['GET https://api.twitch.tv/helix/users'],
    answers: {
      'https://api.twitch.tv': { data: [{ id: '42', email: 'ada@example.com', login: 'ada', display_name: 'Ada' }] },
    },
    user: unverified,
  },
  {
    id: 'twitter',
    authorize: 'https://x.com/i/oauth2/authorize',
    scope: 'users.read tweet.read offline.access',
    hasPkce: true,
    token: 'https://api.x.com/2/oauth2/token',
    auth: 'basic',
    asks: ['GET https://api.x.com/2/users/me'],
    answers: { 'https://api.x.com/2/users/me': { data: { id: '42', name: 'Ada', username: 'ada' } } },
    user: ['42', null, false, 'Ada'],
  },
  {
    id: 'linkedin',
    authorize: 'https://www.linkedin.com/oauth/v2/authorization',
    scope: 'openid profile email',
    hasPkce: false,
    token: 'https://www.linkedin.com/oauth/v2/accessToken',
    auth: 'form',
    asks: ['GET https://api.linkedin.com/v2/userinfo'],
    answers: { 'https://api.linkedin.com': standard },
    user: verified,
  },
  {
    id: 'facebook',
    authorize: 'https://www.facebook.com/v24.0/dialog/oauth',
    scope: 'public_profile email',
    hasPkce: true,
    token: 'https://graph.facebook.com/v24.0/oauth/access_token',
    auth: 'form',
    asks: ['GET https://graph.facebook.com/v24.0/me?fields=id,name,email'],
    answers: { 'https://graph.facebook.com/v24.0/me': { id: '42', name: 'Ada', email: 'ada@example.com' } },
    user: unverified,
  },
  {
    id: 'gitlab',
    authorize: 'https://gitlab.com/oauth/authorize',
    scope: 'openid email profile',
    more: { nonce: 'nonce' },
    hasPkce: true,
    token: 'https://gitlab.com/oauth/token',
    auth: 'form',
    asks: ['GET https://gitlab.com/oauth/userinfo'],
    claims: { sub: '42', iss: 'https://gitlab.com' },
    answers: { 'https://gitlab.com/oauth/userinfo': standard },
    user: verified,
  },
  {
    id: 'reddit',
    authorize: 'https://www.reddit.com/api/v1/authorize',
    scope: 'identity',
    more: { duration: 'permanent' },
    hasPkce: false,
    token: 'https://www.reddit.com/api/v1/access_token',
    auth: 'basic',
    asks: ['GET https://oauth.reddit.com/api/v1/me'],
    answers: { 'https://oauth.reddit.com': { id: '42', name: 'Ada', has_verified_email: true } },
    user: ['42', null, false, 'Ada'],
  },
  {
    id: 'notion',
    authorize: 'https://api.notion.com/v1/oauth/authorize',
    scope: null,
    more: { owner: 'user' },
    hasPkce: false,
    token: 'https://api.notion.com/v1/oauth/token',
    auth: 'basic, JSON',
    asks: ['GET https://api.notion.com/v1/users/me'],
    answers: {
      'https://api.notion.com/v1/users/me': {
        bot: { owner: { type: 'user', user: { id: '42', name: 'Ada', person: { email: 'ada@example.com' } } } },
      },
    },
    user: unverified,
  },
  {
    id: 'linear',
    authorize: 'https://linear.app/oauth/authorize',
    scope: 'read',
    hasPkce: true,
    token: 'https://api.linear.app/oauth/token',
    auth: 'form',
    asks: ['POST https://api.linear.app/graphql'],
    answers: {
      'https://api.linear.app/graphql': { data: { viewer: { id: '42', name: 'Ada', email: 'ada@example.com' } } },
    },
    user: unverified,
  },
  {
    id: 'vercel',
    authorize: 'https://vercel.com/oauth/authorize',
    scope: 'openid email profile',
    hasPkce: true,
    token: 'https://api.vercel.com/login/oauth/token',
    auth: 'form',
    asks: ['GET https://api.vercel.com/login/oauth/userinfo'],
    answers: { 'https://api.vercel.com/login/oauth/userinfo': standard },
    user: verified,
  },
  {
    id: 'zoom',
    authorize: 'https://zoom.us/oauth/authorize',
    scope: null,
    hasPkce: true,
    token: 'https://zoom.us/oauth/token',
    auth: 'basic',
    asks: ['GET https://api.zoom.us/v2/users/me'],
    answers: { 'https://api.zoom.us': { id: '42', email: 'ada@example.com', verified: 1, display_name: 'Ada' } },
    user: verified,
  },
  {
    id: 'salesforce',
    authorize: 'https://login.salesforce.com/services/oauth2/authorize',
    scope: 'openid email profile',
    hasPkce: true,
    token: 'https://login.salesforce.com/services/oauth2/token',
    auth: 'form',
    asks: ['GET https://login.salesforce.com/services/oauth2/userinfo'],
    answers: { 'https://login.salesforce.com/services/oauth2/userinfo': standard },
    user: verified,
  },
  {
    id: 'atlassian',
    authorize: 'https://auth.atlassian.com/authorize',
    scope: 'read:me offline_access',
    more: { audience: 'api.atlassian.com', prompt: 'consent' },
    hasPkce: true,
    token: 'https://auth.atlassian.com/oauth/token',
    auth: 'form',
    asks: ['GET https://api.atlassian.com/me'],
    answers: { 'https://api.atlassian.com': { account_id: '42', email: 'ada@example.com', name: 'Ada' } },
    user: unverified,
  },
  {
    id: 'figma',
    authorize: 'https://www.figma.com/oauth',
    scope: 'current_user:read',
    hasPkce: true,
    token: 'https://api.figma.com/v1/oauth/token',
    auth: 'basic',
    asks: ['GET https://api.figma.com/v1/me'],
    answers: { 'https://api.figma.com/v1/me': { id: '42', email: 'ada@example.com', handle: 'Ada' } },
    user: unverified,
  },
  {
    id: 'dropbox',
    authorize: 'https://www.dropbox.com/oauth2/authorize',
    scope: 'account_info.read',
    more: { token_access_type: 'offline' },
    hasPkce: true,
    token: 'https://api.dropboxapi.com/oauth2/token',
    auth: 'form',
    asks: ['POST https://api.dropboxapi.com/2/users/get_current_account'],
    answers: {
      'https://api.dropboxapi.com/2/users': {
        account_id: '42',
        email: 'ada@example.com',
        email_verified: true,
        name: { display_name: 'Ada' },
      },
    },
    user: verified,
  },
  {
    id: 'tiktok',
    authorize: 'https://www.tiktok.com/v2/auth/authorize/',
    scope: 'user.info.basic',
    hasPkce: false,
    token: 'https://open.tiktokapis.com/v2/oauth/token/',
    auth: 'form',
    asks: ['GET https://open.tiktokapis.com/v2/user/info/?fields=open_id,display_name'],
    answers: {
      'https://open.tiktokapis.com/v2/user': {
        data: { user: { open_id: '42', display_name: 'Ada' } },
        error: { code: 'ok', message: '', log_id: 'x' },
      },
    },
    user: ['42', null, false, 'Ada'],
  },
  {
    id: 'paypal',
    authorize: 'https://www.paypal.com/signin/authorize',
    scope: 'openid profile email',
    more: { flowEntry: 'static' },
    hasPkce: false,
    token: 'https://api-m.paypal.com/v1/oauth2/token',
    auth: 'basic',
    asks: ['GET https://api-m.paypal.com/v1/identity/oauth2/userinfo?schema=paypalv1.1'],
    answers: {
      'https://api-m.paypal.com/v1/identity': {
        user_id: '42',
        name: 'Ada',
        emails: [
          { value: 'old@example.com', primary: false, confirmed: true },
          { value: 'ada@example.com', primary: true, confirmed: true },
        ],
      },
    },
    user: verified,
  },
  {
    id: 'kick',
    authorize: 'https://id.kick.com/oauth/authorize',
    scope: 'user:read',
    hasPkce: true,
    token: 'https://id.kick.com/oauth/token',
    auth: 'form',
    asks: ['GET https://api.kick.com/public/v1/users'],
    answers: { 'https://api.kick.com': { data: [{ user_id: 42, email: 'ada@example.com', name: 'Ada' }] } },
    user: unverified,
  },
  {
    id: 'roblox',
    authorize: 'https://apis.roblox.com/oauth/v1/authorize',
    scope: 'openid profile',
    hasPkce: true,
    token: 'https://apis.roblox.com/oauth/v1/token',
    auth: 'form',
    asks: ['GET https://apis.roblox.com/oauth/v1/userinfo'],
    answers: { 'https://apis.roblox.com/oauth/v1/userinfo': { sub: '42', name: 'Ada', preferred_username: 'ada' } },
    user: ['42', null, false, 'Ada'],
  },
]

const codeVerifier = 'v'.repeat(43)

it('has a shape for each built-in provider', () => {
  expect(shapes.map(({ id }) => id)).toEqual(builtInProviderIds)
})

it.each(shapes)('$id: sends the browser to the right place with the right parameters', async shape => {
  const { authorization } = await recordSignIn(shape.id, shape)
  expect(authorization.origin + authorization.pathname).toBe(shape.authorize)
  expect(Object.fromEntries(authorization.searchParams)).toEqual({
    response_type: 'code',
    [shape.id === 'tiktok' ? 'client_key' : 'client_id']: 'client',
    redirect_uri: `https://app.example.com/callback/${shape.id}`,
    state: 'state',
    ...(shape.scope === null ? {} : { scope: shape.scope }),
    ...(shape.hasPkce ? { code_challenge: challengeOf(codeVerifier), code_challenge_method: 'S256' } : {}),
    ...shape.more,
  })
})

it.each(shapes)('$id: redeems the code as the provider wants it', async shape => {
  const { requests } = await recordSignIn(shape.id, shape)
  const [{ method = '', url = '', headers = new Headers(), body = '' } = {}] = requests
  expect([method, url]).toEqual(['POST', shape.token])
  const isJson = shape.auth.includes('JSON')
  expect(headers.get('content-type')).toBe(isJson ? 'application/json' : 'application/x-www-form-urlencoded')
  expect(headers.get('accept')).toBe('application/json')
  const { client_secret: secret, ...sent } = isJson ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body))
  expect(sent).toEqual({
    grant_type: 'authorization_code',
    code: 'code',
    redirect_uri: `https://app.example.com/callback/${shape.id}`,
    ...(shape.hasPkce ? { code_verifier: codeVerifier } : {}),
    ...(shape.auth === 'form' ? { [shape.id === 'tiktok' ? 'client_key' : 'client_id']: 'client' } : {}),
  })
  const isForm = shape.auth === 'form'
  expect(headers.get('authorization')).toBe(isForm ? null : `Basic ${btoa('client:se+cret')}`)
  if (shape.id !== 'apple') expect(secret).toBe(isForm ? 'se cret' : undefined)
})

it.each(shapes)('$id: asks who it is with the access token, and reads the answer', async shape => {
  const { requests, user, tokens } = await recordSignIn(shape.id, shape)
  const asked = requests.slice(1)
  expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual(shape.asks)
  for (const { headers } of asked) expect(headers.get('authorization')).toBe('Bearer access')
  const [accountId, email, isEmailVerified, displayName] = shape.user
  expect(user).toEqual({ accountId, email, isEmailVerified, displayName })
  expect(tokens).toMatchObject({ accessToken: 'access', refreshToken: 'refresh', accessTokenExpiresAt: start + 3600 })
  expect(tokens.idToken !== null).toBe(shape.claims !== undefined) // what nobody verified is not kept
})

it.each(shapes.filter(({ answers }) => answers !== undefined))(
  '$id: takes no answer that names nobody',
  async shape => {
    const answers = Object.fromEntries(Object.keys(shape.answers ?? {}).map(url => [url, {}]))
    await expect(recordSignIn(shape.id, { ...shape, answers })).rejects.toThrow(/names nobody|other subject/)
  },
)

it('apple: signs its client secret for one request', async () => {
  const apple = shapes.find(({ id }) => id === 'apple') as Shape
  const { requests } = await recordSignIn('apple', apple)
  const secret = new URLSearchParams(requests[0]?.body).get('client_secret') ?? ''
  expect(decodeProtectedHeader(secret)).toEqual({ alg: 'ES256', kid: 'KEY' })
  expect(decodeJwt(secret)).toEqual({
    iss: 'TEAM',
    sub: 'client',
    aud: 'https://appleid.apple.com',
    iat: start,
    exp: start + 300,
  })
})

it('twitch, notion and reddit get the headers they insist on', async () => {
  const headerOf = async (id: string, name: string): Promise<readonly (string | null)[]> => {
    const { requests } = await recordSignIn(id, shapes.find(shape => shape.id === id) as Shape)
    return requests.map(({ headers }) => headers.get(name))
  }
  expect(await headerOf('twitch', 'client-id')).toEqual([null, 'client'])
  expect(await headerOf('notion', 'notion-version')).toEqual(['2022-06-28', '2022-06-28'])
  expect(await headerOf('reddit', 'user-agent')).toEqual(['server:pylon-oauth:v1', 'server:pylon-oauth:v1'])
})

it('figma refreshes at a place of its own, TikTok by its own name for clients', async () => {
  const refreshOf = async (id: string): Promise<readonly [string, string]> => {
    const { provider, requests } = await recordSignIn(id, shapes.find(shape => shape.id === id) as Shape)
    await provider.refresh('old')
    return [requests.at(-1)?.url ?? '', requests.at(-1)?.body ?? '']
  }
  expect(await refreshOf('figma')).toEqual([
    'https://api.figma.com/v1/oauth/refresh',
    'grant_type=refresh_token&refresh_token=old',
  ])
  expect((await refreshOf('tiktok'))[1]).toContain('client_key=client&client_secret=se+cret')
})

const other = '00000000-1111-2222-3333-444444444444'
const issuerOf = (id: string): string => `https://login.microsoftonline.com/${id}/v2.0`

it.each([
  ['common', { iss: issuerOf(other), tid: other }, true],
  ['common', { iss: issuerOf(other), tid: directory }, false],
  ['common', { iss: issuerOf(other) }, false],
  ['common', { iss: issuerOf('common'), tid: 'common' }, false],
  ['common', { iss: 'https://evil.example/v2.0', tid: '../../evil.example' }, false],
  ['contoso.com', { iss: issuerOf(other), tid: other }, true],
  ['consumers', { iss: issuerOf(directory), tid: directory }, true],
  ['consumers', { iss: issuerOf(other), tid: other }, false],
  [other, { iss: issuerOf(other), tid: other }, true],
  [other, { iss: issuerOf(directory), tid: directory }, false],
])('microsoft: for %s takes a token with %j: %s', async (tenant, claims, isGood) => {
  const signedIn = recordSignIn('microsoft', { tenant, claims: { ...standard, ...claims } })
  expect(
    await signedIn.then(
      () => true,
      () => false,
    ),
  ).toBe(isGood)
})

it.each([
  [true, true],
  ['1', true],
  [1, true],
  [false, false],
  [undefined, false],
])('microsoft: believes an address with xms_edov %j: %s', async (xms_edov, isEmailVerified) => {
  const claims = { ...standard, iss: issuerOf(other), tid: other, xms_edov }
  expect((await recordSignIn('microsoft', { claims })).user.isEmailVerified).toBe(isEmailVerified)
})

it.each([
  ['github', { 'https://api.github.com/user/emails': [{ email: 'a@b.c', primary: true, verified: false }] }, 'a@b.c'],
  ['github', { 'https://api.github.com/user/emails': [] }, null],
  ['github', { 'https://api.github.com/user/emails': { message: 'Not Found' } }, null],
  ['discord', { 'https://discord.com/api/v10': { id: '42', email: 'a@b.c', verified: false } }, 'a@b.c'],
  ['zoom', { 'https://api.zoom.us': { id: '42', email: 'a@b.c', verified: 0 } }, 'a@b.c'],
  [
    'paypal',
    { 'https://api-m.paypal.com/v1/identity': { user_id: '42', emails: [{ value: 'a@b.c', confirmed: false }] } },
    'a@b.c',
  ],
])('%s: does not call an address verified that it does not: %j', async (id, changed, email) => {
  const answers = { ...changed, ...(id === 'github' ? { 'https://api.github.com/user': { id: 42 } } : {}) }
  const { user } = await recordSignIn(id, { answers })
  expect(user).toMatchObject({ accountId: '42', email, isEmailVerified: false })
})
