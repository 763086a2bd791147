import { expect, it } from 'vitest'
import { type AddressRoute, addressRoutes, titleOf } from './address-routes.ts'
import type { ComposedAnswer } from './composed.ts'
import { type CrowdServer, openCrowd } from './crowd-of-users.ts'
import { watchStores } from './watched-stores.ts'

/** As often as somebody may ask before limits show, and beyond. */
const asked = 8

it.each(addressRoutes.map(route => [titleOf(route), route] as const))(
  '%s answers the same for known and unknown addresses, however often it is asked',
  async (_, route) => {
    const known = await answersOf(route, ({ known }) => known[0])
    const unknown = await answersOf(route, ({ unknown }) => unknown[0])
    expect(unknown.answers).toEqual(known.answers)
    expect(unknown.calls).toEqual(known.calls)
    expect(known.calls.length).toBeGreaterThan(1)
    expect(known.answers[0]?.status).not.toBe(404)
  },
)

it('tells known and unknown addresses apart where the contract says so', async () => {
  const register: AddressRoute = {
    path: '/password/register',
    bodyFor: email => ({ email, password: 'correct horse battery' }),
  }
  const { answers } = await answersOf(register, ({ known }) => known[0])
  expect(answers[0]?.status).toBe(409)
})

/** On a server of its own, with the calls of the stores behind the answers. */
async function answersOf(route: AddressRoute, addressOf: (crowd: CrowdServer) => string | undefined) {
  const watched = watchStores()
  const crowd = await openCrowd(2, stores => {
    watched.place(stores)
    return watched.stores
  })
  const email = addressOf(crowd) ?? ''
  const session = route.needsSession ? { bearer: crowd.bearers[0] ?? '' } : {}
  if (route.after !== undefined) await crowd.call('POST', route.after, { body: { email } })
  watched.place(crowd.stores)
  const answers = []
  for (let at = 0; at < asked; at += 1) {
    answers.push(comparable(await crowd.call('POST', route.path, { body: route.bodyFor(email), ...session }), email))
  }
  return { answers, calls: watched.calls().map(({ store, method }) => `${store}.${method}`) }
}

function comparable({ status, text, headers, setCookies }: ComposedAnswer, email: string) {
  const others = [...headers].filter(([name]) => name !== 'x-request-id' && name !== 'set-cookie' && name !== 'date')
  return {
    status,
    setCookies,
    headers: others.map(([name, value]) => [name, name === 'retry-after' ? '' : value]),
    text: text.replaceAll(email, 'address').replace(/"retry_after_secs":\d+/, ''),
  }
}
