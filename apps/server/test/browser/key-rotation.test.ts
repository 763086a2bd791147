import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium } from './chromium.ts'
import { agreeAtProvider } from './identity-provider.ts'
import { type OAuthScene, startOAuthScene } from './oauth-scene.ts'

const executable = findChromium()

describe.skipIf(executable === null)('new keys of a provider, in a browser', () => {
  let scene: OAuthScene
  beforeAll(async () => {
    scene = await startOAuthScene(executable ?? '')
  })
  afterAll(() => scene?.stop())

  it('hold up nobody who is at the provider while they come', async () => {
    const { provider, application, newVisitor, setOut, signIn } = scene
    await signIn(await newVisitor(), 'ada') // the server knows the old keys from now on

    const visitor = await newVisitor()
    await setOut(visitor)
    await visitor.page.getByPlaceholder('Enter any login').waitFor()
    provider.rotateKeys()
    await agreeAtProvider(visitor.page, 'grace')
    await visitor.page.waitForURL(url => url.origin === application.origin)

    expect(visitor.page.url()).toBe(`${application.origin}/done`)
    expect((await visitor.call('GET', '/session')).body.user.email).toBe('grace@example.com')
  })
})
