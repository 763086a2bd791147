import { createApp, createAuthCookies, createKeys, createSessions, createSignIn, type StoreBundle } from '@pylon/core'
import { expect, it } from 'vitest'
import { oauthFlow } from '../src/flow/index.ts'
import { oauthRegistryFromEnv } from '../src/index.ts'
import { type Browser, openBrowser } from './browser.ts'
import { clientSecret } from './fake-provider.ts'
import { type RealProvider, startRealProvider } from './real-provider.ts'
import { openTestStores } from './test-stores.ts'

const publicUrl = 'https://app.example.com'

interface RealHarness {
  readonly provider: RealProvider
  readonly stores: StoreBundle
  readonly browser: Browser
  readonly clock: { offsetSecs: number }
}

/** On the real time, which the provider goes by; `offsetSecs` sets ours ahead. */
async function createRealHarness(): Promise<RealHarness> {
  const provider = await startRealProvider(`${publicUrl}/api/auth/callback/real`)
  const offset = { offsetSecs: 0 }
  const clock = (): number => Math.floor(Date.now() / 1000) + offset.offsetSecs
  const registry = oauthRegistryFromEnv(
    {
      PYLON_OAUTH_REAL_CLIENT_ID: provider.clientId,
      PYLON_OAUTH_REAL_CLIENT_SECRET: clientSecret,
      PYLON_OAUTH_REAL_OIDC_ISSUER: provider.issuer,
    },
    { publicUrl, clock, allowInsecureRequests: true },
  )
  const stores = openTestStores()
  const sessions = createSessions({ store: stores.sessions, cookie: createAuthCookies().session, clock })
  const signIn = createSignIn({ stores, sessions, clock })
  const keys = createKeys({ secret: 'secret' })
  const flow = oauthFlow({ stores, sessions, signIn, registry, keys, publicUrl, clock })
  const app = createApp({ authenticators: [sessions.authenticator], flows: [flow], clock })
  return { provider, stores, browser: openBrowser(app), clock: offset }
}

it('signs in at a real provider through the browser, PKCE, nonce and iss included', async () => {
  const { provider, stores, browser } = await createRealHarness()
  const { body } = await browser.call('login/real?callback=/done')
  const back = await provider.visit(body.redirect, 'ada')
  expect([...back.searchParams.keys()].sort()).toEqual(['code', 'iss', 'state'])
  const answer = await browser.call(back.href)
  expect(answer.location?.href).toBe(`${publicUrl}/done`)
  expect(browser.cookies.has('__Host-pylon_session')).toBe(true)
  const account = await stores.accounts.find('real', 'ada')
  expect(await stores.users.findById(account?.userId ?? '')).toMatchObject({
    email: 'ada@example.com',
    isEmailVerified: true,
    displayName: 'ada',
  })
})

it('signs in by the JSON form, and redeems no code of another sign-in', async () => {
  const { provider, browser } = await createRealHarness()
  const first = await browser.call('login/real?callback=/done')
  const second = await browser.call('login/real?callback=/done')
  const answerTo = async (redirect: string): Promise<Record<string, string>> =>
    Object.fromEntries((await provider.visit(redirect, 'ada')).searchParams)
  const good = await answerTo(first.body.redirect)
  const stolen = { ...(await answerTo(second.body.redirect)), state: good.state }
  const refused = await browser.call('callback/real', { body: stolen })
  expect(refused.outcome).toBe('502 OAUTH_TOKEN_EXCHANGE_FAILED') // the other sign-in’s verifier does not fit
  const third = await browser.call('login/real?callback=/done')
  const signedIn = await browser.call('callback/real', { body: await answerTo(third.body.redirect) })
  expect([signedIn.outcome, signedIn.body.provider]).toEqual(['200', 'real'])
})

it('follows the provider to new keys, and refreshes its tokens', async () => {
  const { provider, browser, clock } = await createRealHarness()
  const signIn = async () => {
    const { body } = await browser.call('login/real?callback=/done')
    const { searchParams } = await provider.visit(body.redirect, 'ada')
    return browser.call('callback/real', { body: Object.fromEntries(searchParams) })
  }
  expect((await signIn()).outcome).toBe('200')
  await provider.rotateKeys()
  clock.offsetSecs = 31
  const { outcome, body } = await signIn()
  expect(outcome).toBe('200')

  const refresh = () => browser.call('oauth/refresh/real', { method: 'POST', bearer: body.token })
  const known = await refresh()
  clock.offsetSecs = 3600
  const answers = await Promise.all(Array.from({ length: 5 }, refresh))
  const tokens = new Set(answers.map(answer => answer.body.access_token))
  expect(answers.map(answer => answer.outcome)).toEqual(Array(5).fill('200'))
  expect(tokens.size).toBe(1)
  expect(tokens).not.toContain(known.body.access_token)
})
