import type { Stores } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { expect, it } from 'vitest'
import { testTime } from '../fake-clock.ts'
import { testSession, testUser } from '../records.ts'
import { eachCall } from './each-call.ts'
import { failingStores } from './failing-stores.ts'

const unavailable = { code: 'STORE_UNAVAILABLE', status: 503 }

it('the call that fails before has done nothing, the one that fails after has done it all', async () => {
  for (const [kind, isThere] of [
    ['before', false],
    ['after', true],
  ] as const) {
    const sound = memoryStores()
    const failing = failingStores(sound, { failAt: 2, kind })
    const user = testUser()
    expect(await failing.stores.users.findById(user.id)).toBeNull()
    expect(failing.hasFailed).toBe(false)
    await expect(failing.stores.users.insert(user)).rejects.toMatchObject(unavailable)
    expect(failing).toMatchObject({ hasFailed: true, calls: 2 })
    expect(await sound.users.findById(user.id)).toEqual(isThere ? user : null)
    expect(await failing.stores.users.insert(testUser())).toBe(true)
  }
})

it('a call that fails in a transaction takes all of it back, though the work goes on', async () => {
  for (const kind of ['before', 'after'] as const) {
    const sound = memoryStores()
    const { stores } = failingStores(sound, { failAt: 2, kind })
    const [first, second] = [testUser(), testUser()]
    const transaction = stores.transaction(async tx => {
      await tx.users.insert(first)
      await tx.users.insert(second).catch(() => {})
    })
    await expect(transaction).rejects.toMatchObject(unavailable)
    for (const { id } of [first, second]) expect(await sound.users.findById(id)).toBeNull()
  }
})

it('the end of a transaction is a call: it fails with nothing kept, or with all of it', async () => {
  for (const [kind, isThere] of [
    ['before', false],
    ['after', true],
  ] as const) {
    const sound = memoryStores()
    const { stores } = failingStores(sound, { failAt: 2, kind })
    const session = testSession()
    await expect(stores.transaction(tx => tx.sessions.insert(session))).rejects.toMatchObject(unavailable)
    expect((await sound.sessions.find(session.tokenHash, testTime)) !== null).toBe(isThere)
  }
})

it('every store of a bundle can fail', async () => {
  const calls: readonly ((stores: Stores) => Promise<unknown>)[] = [
    ({ users }) => users.count(),
    ({ credentials }) => credentials.deleteByUser('usr_1'),
    ({ sessions }) => sessions.count(),
    ({ oneTime }) => oneTime.take('test', 'key', testTime),
    ({ counters }) => counters.reset('key'),
    ({ accounts }) => accounts.unlinkByUser('usr_1'),
    ({ apiKeys }) => apiKeys.find('key_1', testTime),
    ({ orgs }) => orgs.find('org_1'),
    ({ outbox }) => outbox.count(),
    ({ audit }) => audit.probe(),
  ]
  for (const call of calls) {
    const { stores } = failingStores(memoryStores(), { failAt: 1, kind: 'before' })
    await expect(call(stores)).rejects.toMatchObject(unavailable)
    const inside = failingStores(memoryStores(), { failAt: 1, kind: 'before' })
    await expect(inside.stores.transaction(call)).rejects.toMatchObject(unavailable)
  }
})

it('eachCall fails every call once before and once after, until there are no more', async () => {
  const faults: unknown[] = []
  const calls = await eachCall({
    open: async () => ({ stores: memoryStores() }),
    act: stores => stores.transaction(tx => tx.users.insert(testUser())).catch(error => error.code),
    async check(answer, _, fault) {
      expect(answer).toBe('STORE_UNAVAILABLE')
      faults.push(`${fault.failAt} ${fault.kind}`)
    },
  })
  expect(calls).toBe(2)
  expect(faults).toEqual(['1 before', '1 after', '2 before', '2 after'])
})
