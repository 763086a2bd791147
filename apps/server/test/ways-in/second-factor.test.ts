import { memoryStores } from '@pylon/core/memory'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createIntruder } from './intruder.ts'
import { codeNow, steps } from './intruder-steps.ts'
import { type OidcStandIn, startOidcStandIn } from './oidc-stand-in.ts'
import { type SetScene, setScene } from './scene.ts'
import { walk } from './walk.ts'
import { replay } from './watched-stores.ts'

/** First factors, by the step that proves one. */
const firstFactors = ['password', 'code', 'link', 'reset', 'provider', 'change of address']

let provider: OidcStandIn
let scene: SetScene
beforeAll(async () => {
  provider = await startOidcStandIn()
  scene = await setScene(provider)
})
afterAll(() => provider.stop())

it('lets no sequence of up to four calls at the account of a user with a second factor', {
  timeout: 300_000,
}, async () => {
  const { breaches, performed, places, gathered } = await walk(scene, 4)
  console.log(`${performed} calls from ${places} places`)
  expect(breaches).toEqual([])
  const others = ['token eve', 'guest guest', 'token refresh', 'key api key', 'jwt jwt']
  expect([...gathered]).toEqual(expect.arrayContaining(others)) // what the victim is kept from works for others
})

it('would notice a door that forgets the second factor', async () => {
  scene.watched.lie = (store, method, [userId, kind]) =>
    store === 'credentials' && method === 'find' && userId === scene.victimId && kind === 'totp' ? null : undefined
  const { breaches } = await walk(scene, 1)
  scene.watched.lie = () => undefined
  expect(breaches).toEqual(expect.arrayContaining(firstFactors.map(name => `${name}: the victim has a session`)))
})

it.each(firstFactors)('asks for the second factor after: %s; then it lets the user in', async name => {
  const intruder = await arrive()
  await steps[name]?.(intruder, scene)
  expect(intruder.loot.secrets).toMatchObject([{ kind: 'challenge' }])
  const challenge = intruder.newest('challenge')
  const answer = await scene.call('POST', '/totp/login', { body: { challenge, code: codeNow(scene.totpSecret) } })
  expect(answer).toMatchObject({ status: 200, body: { user_id: scene.victimId } })
  const { body } = await scene.call('GET', '/me', { bearer: answer.body.token })
  expect(body).toMatchObject({ user_id: scene.victimId, amr: expect.arrayContaining(['mfa']) })
})

async function arrive() {
  const stores = memoryStores()
  await replay(scene.writes, stores)
  scene.watched.place(stores)
  scene.mailbox.forget()
  return createIntruder(scene.call, scene.loot)
}
