import { normalizeEmail, type Stores, storeUnavailable } from '@pylon/core'
import { expect, it } from 'vitest'
import { ada, comeBack, createHarness, start, visit, visitAsClient } from './harness.ts'

it('signs a new user in through the browser: session cookie, callback, user and account', async () => {
  const { open, acme, stores, sessions, events } = await createHarness()
  const browser = open()
  const back = await visit(browser, acme, ada)
  expect([back.status, back.location?.href]).toEqual([302, 'https://app.example.com/done'])
  const session = await sessions.find(browser.cookies.get('__Host-pylon_session') ?? '')
  const user = await stores.users.findById(session?.userId ?? '')
  expect(user).toMatchObject({ email: 'ada@example.com', isEmailVerified: true, displayName: 'Ada' })
  expect(await stores.accounts.find('acme', ada.sub)).toMatchObject({ userId: user?.id, email: 'ada@example.com' })
  expect(events.map(({ name }) => name)).toEqual(['user.registered', 'account.linked', 'session.created'])
  expect([...browser.cookies.keys()]).toEqual(['__Host-pylon_session'])
})

it('signs the same user in again by the provider’s id, whatever became of the address', async () => {
  const { open, acme, stores } = await createHarness()
  await visit(open(), acme, ada)
  const account = await stores.accounts.find('acme', ada.sub)
  const back = await visitAsClient(open(), acme, { ...ada, email: 'countess@example.com' })
  expect([back.outcome, back.body.user_id]).toEqual(['200', account?.userId])
  expect((await stores.users.findById(account?.userId ?? ''))?.email).toBe('ada@example.com')
})

it('answers the JSON form with a grant and the provider', async () => {
  const { open, acme } = await createHarness({ hasCookies: false })
  const back = await visitAsClient(open(), acme, ada)
  expect(back.body).toEqual({
    provider: 'acme',
    token: expect.stringMatching(/^pylon_[0-9a-f]{64}$/),
    user_id: expect.stringMatching(/^usr_/),
    expires_at: start + 2_592_000,
  })
  expect(back.setCookies).toEqual([])
})

it('sends PKCE, nonce and 256 bits of state, and the verifier to the provider alone', async () => {
  const { open, acme } = await createHarness()
  const begun = await open().call('login/acme?callback=/done')
  const { origin, pathname, searchParams } = new URL(begun.body.redirect)
  expect(origin + pathname).toBe(`${acme.issuer}/authorize`)
  expect(Object.fromEntries(searchParams)).toEqual({
    response_type: 'code',
    client_id: 'acme-client',
    redirect_uri: 'https://app.example.com/api/auth/callback/acme',
    scope: 'openid email profile',
    state: begun.body.state,
    nonce: expect.stringMatching(/^[0-9a-f]{64}$/),
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    code_challenge_method: 'S256',
  })
  expect(begun.body.state).toMatch(/^[0-9a-f]{64}$/)
  expect(begun.setCookies[0]).toMatch(/^__Host-pylon_oauth_.*; HttpOnly; Secure; SameSite=Lax$/)
})

it('redirects by itself when asked to', async () => {
  const { open, acme } = await createHarness()
  const begun = await open().call('login/acme?callback=/done&redirect=1')
  expect([begun.status, begun.location?.origin]).toEqual([302, acme.issuer])
})

it('answers a second factor that is owed with a challenge, in both forms', async () => {
  const { open, acme, stores, sessions } = await createHarness({ isSecondFactorOwed: true })
  const browser = open()
  const back = await visit(browser, acme, ada)
  expect(back.location?.href).toBe('https://app.example.com/done?oauth_pending=second_factor')
  expect([...browser.cookies.keys()]).toEqual(['__Host-pylon_challenge'])
  const json = await visitAsClient(open(), acme, ada)
  expect(json.body).toMatchObject({ pending: 'second_factor', methods: ['totp'] })
  expect(json.body.token).toBeUndefined()
  const account = await stores.accounts.find('acme', ada.sub)
  expect(await sessions.listByUser(account?.userId ?? '')).toEqual([])
})

it('has one user after 10 parallel first sign-ins', async () => {
  const { open, acme, stores } = await createHarness()
  const answers = await Promise.all(Array.from({ length: 10 }, () => visitAsClient(open(), acme, ada)))
  expect(answers.map(({ outcome }) => outcome)).toEqual(Array(10).fill('200'))
  expect(new Set(answers.map(({ body }) => body.user_id)).size).toBe(1)
  expect(await stores.users.count()).toBe(1)
})

it('starts again when another sign-in took the address in the same moment', async () => {
  const { open, acme, addUser, stores } = await createHarness()
  await addUser('ada@example.com', true)
  const { transaction } = stores
  let isBlind = true
  const blind = (tx: Stores): Stores => ({
    ...tx,
    users: { ...tx.users, findByEmail: async email => (isBlind ? null : tx.users.findByEmail(email)) },
  })
  Object.assign(stores, {
    transaction: (work: (tx: Stores) => Promise<unknown>) =>
      transaction(tx => work(blind(tx))).finally(() => {
        isBlind = false
      }),
  })
  expect((await visitAsClient(open(), acme, ada)).outcome).toBe('200')
  expect(await stores.users.count()).toBe(1)
})

it('gives users without an address one that leads nowhere, and keeps them apart', async () => {
  const { open, acme, stores } = await createHarness()
  const subs = ['12345', 'Weird|Id', 'weird|id', `x`.repeat(255)]
  const emails: string[] = []
  for (const sub of subs) {
    const { body } = await visitAsClient(open(), acme, { sub })
    const user = await stores.users.findById(body.user_id)
    emails.push(user?.email ?? '')
    expect(user?.isEmailVerified).toBe(false)
  }
  expect(emails[0]).toBe('12345@acme.invalid')
  expect(emails.map(normalizeEmail)).toEqual(emails)
  expect(new Set(emails).size).toBe(4)
})

it('takes no address of .invalid from a provider: it may be somebody’s placeholder', async () => {
  const { open, acme, other, stores } = await createHarness()
  const squatter = { sub: 'eve', email: '12345@acme.invalid', email_verified: true }
  await visitAsClient(open(), other, squatter, 'other')
  const { outcome, body } = await visitAsClient(open(), acme, { sub: '12345' })
  expect(outcome).toBe('200')
  expect((await stores.accounts.find('other', 'eve'))?.userId).not.toBe(body.user_id)
})

it.each([
  [{ email: 'ada@example.com', email_verified: true }, true],
  [{ email: 'ada@example.com', email_verified: 'true' }, true],
  [{ email: 'ada@example.com' }, false],
  [{ email: 'ada@example.com', email_verified: false }, false],
  [{ email: 'ada@example.com', email_verified: 1 }, false],
])('takes %j for verified: %s', async (claims, isEmailVerified) => {
  const { open, acme, stores } = await createHarness()
  const { body } = await visitAsClient(open(), acme, { sub: 'ada', ...claims })
  expect((await stores.users.findById(body.user_id))?.isEmailVerified).toBe(isEmailVerified)
})

it('does not let the word of one place vouch for the address of another', async () => {
  const { open, acme, stores } = await createHarness()
  acme.wrong = { claims: claims => ({ ...claims, email: 'victim@example.com' }) } // unverified in the id_token
  const { body } = await visitAsClient(open(), acme, ada) // verified in the user info
  expect(await stores.users.findById(body.user_id)).toMatchObject({
    email: 'victim@example.com',
    isEmailVerified: false,
  })
})

it('refuses a banned user, and sends their browser to the error callback', async () => {
  const { open, acme, stores, now } = await createHarness()
  const { body } = await visitAsClient(open(), acme, ada)
  await stores.users.update(body.user_id, { isBanned: true }, true, now.at)
  expect((await visitAsClient(open(), acme, ada)).outcome).toBe('403 USER_BANNED')
  const browser = open()
  const back = await visit(browser, acme, ada)
  expect(back.location?.pathname).toBe('/failed')
  expect(back.location?.searchParams.get('oauth_error')).toBe('USER_BANNED')
  expect(browser.cookies.size).toBe(0)
})

it('goes to the callback when there is no error callback', async () => {
  const { open, acme } = await createHarness()
  const browser = open()
  const begun = await browser.call('login/acme?callback=https://spa.example.com/in?x=1')
  acme.wrong = { handlers: { '/token': (_, response) => void response.writeHead(500).end('{}') } }
  const back = await comeBack(browser, acme, begun.body.redirect, ada)
  expect(back.location?.origin).toBe('https://spa.example.com')
  expect(Object.fromEntries(back.location?.searchParams ?? [])).toEqual({
    x: '1',
    oauth_error: 'OAUTH_TOKEN_EXCHANGE_FAILED',
    oauth_error_message: 'The provider did not confirm this sign-in',
  })
})

it('tells a refusal by the user from a broken provider, and no text of the provider’s', async () => {
  const { open, errors } = await createHarness()
  const errorOf = async (error: string): Promise<URLSearchParams | undefined> => {
    const browser = open()
    const { body } = await browser.call('login/acme?callback=/done')
    const params = new URLSearchParams({ error, error_description: '<b>evil</b>', state: body.state })
    return (await browser.call(`callback/acme?${params}`)).location?.searchParams
  }
  expect((await errorOf('access_denied'))?.get('oauth_error')).toBe('OAUTH_ACCESS_DENIED')
  const broken = await errorOf('temporarily_unavailable')
  expect(broken?.get('oauth_error')).toBe('OAUTH_TOKEN_EXCHANGE_FAILED')
  const hostile = await errorOf('s3cret_token')
  expect(`${broken} ${hostile}`).not.toMatch(/evil|s3cret/)
  expect(errors.map(({ cause }) => String(cause))).toEqual([
    'undefined',
    'ProviderFault: acme: authorization: temporarily_unavailable',
    'ProviderFault: acme: authorization: unlisted_error',
  ])
})

it('lists the providers with their names and where to begin', async () => {
  const { open } = await createHarness()
  expect((await open().call('providers')).body).toEqual([
    { provider: 'acme', name: 'Acme', auth_url: 'https://app.example.com/api/auth/login/acme' },
    { provider: 'other', name: 'Other', auth_url: 'https://app.example.com/api/auth/login/other' },
  ])
})

it('refuses to begin without a provider, or without a callback that is trusted', async () => {
  const { open } = await createHarness()
  const outcomes = {
    'login/acme': '400 MISSING_CALLBACK',
    'login/acme?callback=': '400 MISSING_CALLBACK',
    'login/nobody?callback=/done': '404 PROVIDER_NOT_FOUND',
    'login/acme?callback=//evil.example': '403 UNTRUSTED_REDIRECT',
    'login/acme?callback=https://evil.example/': '403 UNTRUSTED_REDIRECT',
    'login/acme?callback=javascript:alert(1)': '403 UNTRUSTED_REDIRECT',
    'login/acme?callback=https:evil.example': '403 UNTRUSTED_REDIRECT',
    'login/acme?callback=https://spa.example.com@evil.example/': '403 UNTRUSTED_REDIRECT',
    'login/acme?callback=/done&error_callback=/%5Cevil.example': '403 UNTRUSTED_REDIRECT',
    'login/acme?callback=https://spa.example.com/in': '200',
  }
  for (const [path, outcome] of Object.entries(outcomes))
    expect([path, (await open().call(path)).outcome]).toEqual([path, outcome])
})

it('tells the browser when the database is away, and leaves nothing half-done', async () => {
  const { open, acme, stores, errors } = await createHarness()
  const browser = open()
  const { body } = await browser.call('login/acme?callback=/done&error_callback=/failed')
  const { transaction } = stores
  Object.assign(stores, {
    transaction: async () => {
      throw storeUnavailable(new Error('gone'))
    },
  })
  const back = await comeBack(browser, acme, body.redirect, ada)
  expect(back.location?.searchParams.get('oauth_error')).toBe('STORE_UNAVAILABLE')
  expect(errors.map(({ code }) => code)).toEqual(['STORE_UNAVAILABLE'])
  Object.assign(stores, { transaction })
  expect(await stores.users.count()).toBe(0)
  expect(browser.cookies.size).toBe(0)
})
