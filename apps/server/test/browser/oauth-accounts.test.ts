import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium } from './chromium.ts'
import { agreeAtProvider } from './identity-provider.ts'
import { type OAuthScene, startOAuthScene } from './oauth-scene.ts'

const executable = findChromium()

describe.skipIf(executable === null)('accounts at a provider, in a browser', () => {
  let scene: OAuthScene
  beforeAll(async () => {
    scene = await startOAuthScene(executable ?? '')
  })
  afterAll(() => scene?.stop())

  it("refreshes the provider's tokens, once for calls in parallel", async () => {
    const visitor = await scene.newVisitor()
    await scene.signIn(visitor, 'ida')
    const refresh = () => visitor.call('POST', '/oauth/refresh/acme')
    const whose = async (token: string) =>
      (await fetch(`${scene.provider.issuer}/me`, { headers: { Authorization: `Bearer ${token}` } })).json()

    const first = await refresh()
    expect(first).toMatchObject({ status: 200, body: { provider: 'acme', expires_at: expect.any(Number) } })
    expect(await whose(first.body.access_token)).toMatchObject({ sub: 'ida' })

    const many = await Promise.all([refresh(), refresh(), refresh(), refresh(), refresh()])
    expect(many.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    const last = await refresh() // a refresh token that came twice would have ended everything at the provider
    expect(last.status).toBe(200)
    expect(last.body.access_token).not.toBe(first.body.access_token)
    expect(await whose(last.body.access_token)).toMatchObject({ sub: 'ida' })
  })

  it('links an account to somebody who is signed in, and not to a second one', async () => {
    const [first, second] = [await scene.newVisitor(), await scene.newVisitor()]
    for (const [visitor, email] of [
      [first, 'first@example.org'],
      [second, 'second@example.org'],
    ] as const) {
      await visitor.page.goto(scene.application.origin)
      await visitor.call('POST', '/password/register', { email, password: 'correct horse battery' })
      const targets = {
        callback: `${scene.application.origin}/done`,
        error_callback: `${scene.application.origin}/failed`,
      }
      await visitor.page.goto((await visitor.call('POST', '/accounts/acme/link', targets)).body.redirect)
      await agreeAtProvider(visitor.page, 'radia')
      await visitor.page.waitForURL(url => url.origin === scene.application.origin)
    }
    expect(first.page.url()).toBe(`${scene.application.origin}/done`)
    expect((await first.call('GET', '/session')).body.user.email).toBe('first@example.org')
    expect((await first.call('GET', '/accounts')).body).toMatchObject([{ provider_account_id: 'radia' }])
    expect(new URL(second.page.url()).searchParams.get('oauth_error')).toBe('ACCOUNT_LINKED_ELSEWHERE')
    expect((await second.call('GET', '/accounts')).body).toEqual([])
  })

  it('does not sign in to an account that somebody else made with the address before', async () => {
    const [squatter, owner] = [await scene.newVisitor(), await scene.newVisitor()]
    await squatter.page.goto(scene.application.origin)
    await squatter.call('POST', '/password/register', { email: 'lise@example.com', password: 'correct horse battery' })
    await scene.signIn(owner, 'lise')
    expect(new URL(owner.page.url()).searchParams.get('oauth_error')).toBe('EMAIL_TAKEN')
    expect((await owner.call('GET', '/session')).body.session.user_id).toBeNull()
  })

  it('unlinks an account, unless nothing else would let the user in', async () => {
    const [proven, unproven] = [await scene.newVisitor(), await scene.newVisitor()]
    await scene.signIn(proven, 'emmy')
    await scene.signIn(unproven, 'unproven-emmy')
    expect((await unproven.call('GET', '/session')).body.user.email_verified).toBe(false)
    expect(await unproven.call('DELETE', '/accounts/acme')).toMatchObject({ status: 409, code: 'LAST_CREDENTIAL' })
    expect((await unproven.call('GET', '/accounts')).body).toHaveLength(1)

    expect(await proven.call('DELETE', '/accounts/acme')).toMatchObject({ status: 200, body: { unlinked: true } })
    expect((await proven.call('GET', '/accounts')).body).toEqual([])
    expect(await proven.call('DELETE', '/accounts/acme')).toMatchObject({ status: 404, code: 'ACCOUNT_NOT_FOUND' })
  })
})
