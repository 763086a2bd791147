import { expect, it } from 'vitest'
import type { Browser, BrowserAnswer } from './browser.ts'
import { createHarness, type Harness, publicUrl } from './harness.ts'
import { applePem, type RecordedRequest, recordingFetch } from './recorded.ts'

/** An app with Apple, whose user always agrees. */
async function createAppleHarness(): Promise<Harness & { begin(browser: Browser): Promise<string> }> {
  let nonce = ''
  const requests: RecordedRequest[] = []
  const claims = { sub: '42', email: 'ada@example.com', email_verified: 'true', iss: 'https://appleid.apple.com' }
  const harness = await createHarness({
    fetch: recordingFetch({ claims }, requests, () => nonce),
    configs: [
      {
        id: 'apple',
        clientId: 'client',
        clientSecret: '',
        redirectUri: `${publicUrl}/api/auth/callback/apple`,
        apple: { teamId: 'TEAM', keyId: 'KEY', privateKey: applePem },
      },
    ],
  })
  return {
    ...harness,
    async begin(browser) {
      const { body } = await browser.call('login/apple?callback=/done&error_callback=/failed')
      nonce = new URL(body.redirect).searchParams.get('nonce') ?? ''
      return body.state
    },
  }
}

const post = (browser: Browser, form: Record<string, string>): Promise<BrowserAnswer> =>
  browser.call('callback/apple', { form, headers: { Origin: 'https://appleid.apple.com' } })

it('signs in by the form that Apple has the browser post, with the name that comes along', async () => {
  const { open, begin, stores, sessions } = await createAppleHarness()
  const browser = open()
  const state = await begin(browser)
  const user = JSON.stringify({ name: { firstName: 'Ada', lastName: 'Lovelace' }, email: 'evil@example.com' })
  const back = await post(browser, { code: 'code', state, user, id_token: 'ignored' })
  expect(back.location?.href).toBe('https://app.example.com/done')
  const session = await sessions.find(browser.cookies.get('__Host-pylon_session') ?? '')
  expect(await stores.users.findById(session?.userId ?? '')).toMatchObject({
    email: 'ada@example.com',
    isEmailVerified: true,
    displayName: 'Ada Lovelace',
  })
})

it('binds the state by a cookie that comes along from afar', async () => {
  const { open, begin } = await createAppleHarness()
  const browser = open()
  const begun = await browser.call('login/apple?callback=/done')
  expect(begun.setCookies[0]).toMatch(/^__Host-pylon_oauth_.*; Secure; SameSite=None$/)
  const state = await begin(open())
  expect((await post(browser, { code: 'code', state })).outcome).toBe('403 OAUTH_INVALID_STATE')
})

it('takes the JSON form too, and tells a cancelled sign-in', async () => {
  const { open, begin } = await createAppleHarness()
  const browser = open()
  const json = await browser.call('callback/apple', { body: { code: 'code', state: await begin(browser) } })
  expect([json.outcome, json.body.provider]).toEqual(['200', 'apple'])
  const back = await post(browser, { error: 'user_cancelled_authorize', state: await begin(browser) })
  expect(back.location?.pathname).toBe('/failed')
  expect(back.location?.searchParams.get('oauth_error')).toBe('OAUTH_ACCESS_DENIED')
})

it.each(['{"name":{"firstName":5}}', '{', '[]', '"x"', 'null', '{"name":{"firstName":"a\\u0000\\ud800b"}}'])(
  'is not put off by the name %s',
  async user => {
    const { open, begin } = await createAppleHarness()
    const browser = open()
    const back = await post(browser, { code: 'code', state: await begin(browser), user })
    expect(back.location?.pathname).toBe('/done')
  },
)
