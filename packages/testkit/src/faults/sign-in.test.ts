import { createSessions, createSignIn, type SignIn, type StoreBundle } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { expect, it } from 'vitest'
import { testTime } from '../fake-clock.ts'
import { testUser } from '../records.ts'
import { failingStores } from './failing-stores.ts'

const ctx = { ip: '', header: () => null, cookie: () => null, requestId: 'r' } as never // all that a sign-in looks at
const proof = { ctx, amr: ['otp'] }

it('a challenge whose sign-in the store failed is good again, and leaves no session behind', async () => {
  for (let failAt = 1; ; failAt++) {
    const outcome = await finishWithFault(failAt)
    if (!outcome.hasFailed) return expect(failAt).toBeGreaterThan(4)
    const expected = { failed: 'STORE_UNAVAILABLE', sessionsLeft: 0, again: 'grant' }
    expect(outcome, `call ${failAt}`).toEqual({ hasFailed: true, ...expected })
  }
})

interface Outcome {
  readonly hasFailed: boolean
  readonly failed: string
  readonly sessionsLeft: number
  readonly again: string | null
}

async function finishWithFault(failAt: number): Promise<Outcome> {
  const stores = memoryStores()
  const user = testUser()
  await stores.users.insert(user)
  const { token } = await doorOn(stores).start(user, proof)
  const failing = failingStores(stores, { failAt, kind: 'before' })
  const failed = await doorOn(failing.stores)
    .finish(token, proof)
    .then(
      () => 'finished',
      error => error.code,
    )
  const sessionsLeft = await stores.sessions.count()
  const again = await doorOn(stores).finish(token, proof)
  return { hasFailed: failing.hasFailed, failed, sessionsLeft, again: again?.kind ?? null }
}

function doorOn(stores: StoreBundle): SignIn {
  const clock = (): number => testTime
  const sessions = createSessions({ store: stores.sessions, clock })
  return createSignIn({ stores, sessions, secondFactors: [{ name: 'fake', isOwed: async () => true }], clock })
}
