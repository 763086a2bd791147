import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium } from './chromium.ts'
import { agreeAtProvider, agreeWithoutReturn, logInAtProvider } from './identity-provider.ts'
import { type OAuthScene, startOAuthScene } from './oauth-scene.ts'
import { turnOnSecondFactor } from './second-factor.ts'
import type { Visitor } from './visitor.ts'

const executable = findChromium()

describe.skipIf(executable === null)('signing in at a provider, in a browser', () => {
  let scene: OAuthScene
  beforeAll(async () => {
    scene = await startOAuthScene(executable ?? '')
  })
  afterAll(() => scene?.stop())

  async function userIdOf(visitor: Visitor): Promise<string | null> {
    return (await visitor.call('GET', '/session')).body.session.user_id
  }

  /** Goes all the way to the callback and stops before it: what somebody who watches the address could take. */
  async function takeCallbackUrl(visitor: Visitor, login: string): Promise<string> {
    await scene.setOut(visitor)
    return agreeWithoutReturn(visitor.page, login)
  }

  it('lands in the application, signed in, with a cookie that its scripts cannot read', async () => {
    const visitor = await scene.newVisitor()
    await scene.signIn(visitor, 'ada')
    expect(visitor.page.url()).toBe(`${scene.application.origin}/done`)
    expect(await visitor.cookie('pylon_session')).toMatchObject({
      ...{ httpOnly: true, sameSite: 'Lax', path: '/', domain: '127.0.0.1' },
      value: expect.stringMatching(/^pylon_[0-9a-f]{64}$/),
    })
    expect(await visitor.page.evaluate('document.cookie')).toBe('')
    expect((await visitor.call('GET', '/session')).body).toMatchObject({
      session: { user_id: expect.any(String), is_guest: false, is_admin: false },
      user: { email: 'ada@example.com', email_verified: true, display_name: 'ada' },
    })
  })

  it('goes to the provider with PKCE, state and nonce, and leaves nothing of the visit behind', async () => {
    const visitor = await scene.newVisitor()
    await scene.signIn(visitor, 'ada')
    const asked = new URL(visitor.requests.find(url => url.startsWith(`${scene.provider.issuer}/auth?`)) ?? '')
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[0-9a-f]{64}$/),
      nonce: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    const back = new URL(visitor.requests.find(url => url.includes('/callback/acme')) ?? '')
    expect(back.searchParams.get('iss')).toBe(scene.provider.issuer)
    const code = back.searchParams.get('code') ?? ''
    expect(JSON.stringify(scene.application.visits)).not.toContain(code)
    expect((await visitor.context.cookies()).filter(({ name }) => name.includes('pylon_oauth'))).toEqual([])
    expect(scene.server.stderr()).not.toContain(code)
  })

  it('finds the same user in another browser', async () => {
    const [first, second] = [await scene.newVisitor(), await scene.newVisitor()]
    await scene.signIn(first, 'grace')
    await scene.signIn(second, 'grace')
    expect(await userIdOf(second)).toBe(await userIdOf(first))
    expect(await userIdOf(second)).toMatch(/./)
    expect((await second.cookie('pylon_session'))?.value).not.toBe((await first.cookie('pylon_session'))?.value)
  })

  it('signs nobody in with a callback address that was used, in the browser that used it', async () => {
    const visitor = await scene.newVisitor()
    await scene.signIn(visitor, 'joan')
    const used = visitor.requests.find(url => url.includes('/callback/acme')) ?? ''
    await visitor.call('DELETE', '/session')
    const answer = await visitor.page.goto(used)
    expect(answer?.status()).toBe(403)
    expect(await answer?.json()).toMatchObject({ error: { code: 'OAUTH_INVALID_STATE' } })
    expect(await visitor.cookie('pylon_session')).toBeNull()
  })

  it('signs nobody in with a callback address that another browser earned, and leaves it to that one', async () => {
    const [owner, other] = [await scene.newVisitor(), await scene.newVisitor()]
    const url = await takeCallbackUrl(owner, 'mallory')
    const answer = await other.page.goto(url)
    expect(answer?.status()).toBe(403)
    expect(await answer?.json()).toMatchObject({ error: { code: 'OAUTH_INVALID_STATE' } })
    expect(await other.context.cookies()).toEqual([])

    await owner.page.goto(url)
    expect(owner.page.url()).toBe(`${scene.application.origin}/done`)
    expect(await userIdOf(owner)).toMatch(/./)
  })

  it('lets two sign-ins in two tabs of one browser end in any order', async () => {
    const visitor = await scene.newVisitor()
    const second = await visitor.context.newPage()
    await scene.setOut(visitor)
    await second.goto(scene.application.origin)
    await second.getByRole('link').click()
    await second.getByPlaceholder('Enter any login').waitFor()
    await agreeAtProvider(visitor.page, 'katherine')
    await visitor.page.waitForURL(`${scene.application.origin}/done`)
    await logInAtProvider(second, 'katherine')
    await second.waitForURL(`${scene.application.origin}/done`)
    expect((await visitor.call('GET', '/session')).body.user.email).toBe('katherine@example.com')
  })

  it('comes back with an error, and no session, when the user cancels at the provider', async () => {
    const visitor = await scene.newVisitor()
    await scene.setOut(visitor)
    await visitor.page.getByRole('link', { name: 'Cancel' }).click()
    await visitor.page.waitForURL(url => url.origin === scene.application.origin)
    const { pathname, searchParams } = new URL(visitor.page.url())
    expect(pathname).toBe('/failed')
    expect(Object.fromEntries(searchParams)).toEqual({
      oauth_error: 'OAUTH_ACCESS_DENIED',
      oauth_error_message: expect.stringMatching(/\w/),
    })
    expect(await visitor.cookie('pylon_session')).toBeNull()
    expect(await userIdOf(visitor)).toBeNull()
  })

  it('sends nobody to an origin that is not trusted', async () => {
    const visitor = await scene.newVisitor()
    const login = `${scene.server.url}/api/auth/login/acme?redirect=1&callback=`
    for (const callback of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
      const answer = await visitor.page.goto(login + encodeURIComponent(callback))
      expect(answer?.status()).toBe(403)
      expect(await answer?.json()).toMatchObject({ error: { code: 'UNTRUSTED_REDIRECT' } })
    }
  })

  it('gives no session before the second factor, and one after it', async () => {
    const visitor = await scene.newVisitor()
    await scene.signIn(visitor, 'hedy')
    const userId = await userIdOf(visitor)
    const code = await turnOnSecondFactor(visitor)
    await visitor.call('DELETE', '/session')

    await visitor.page.goto(scene.application.origin)
    await visitor.page.getByRole('link').click() // the provider still knows who this is
    await visitor.page.waitForURL(url => url.pathname === '/done')
    expect(await visitor.cookie('pylon_session')).toBeNull()
    expect(await visitor.cookie('pylon_challenge')).toMatchObject({ httpOnly: true, sameSite: 'Lax' })
    expect(await userIdOf(visitor)).toBeNull()
    expect(await visitor.call('GET', '/accounts')).toMatchObject({ status: 401, code: 'AUTH_REQUIRED' })

    expect(await visitor.call('POST', '/totp/login', { code })).toMatchObject({ status: 200 })
    expect(await userIdOf(visitor)).toBe(userId)
    expect(await visitor.cookie('pylon_challenge')).toBeNull()
  })
})
