import type { StoreBundle } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { expect, it } from 'vitest'
import { storeCases } from './store-cases.ts'

it('the memory stores pass every case twice on one database', async () => {
  expect(await failuresOf(memoryStores())).toEqual([])
  const stores = memoryStores()
  await failuresOf(stores)
  expect(await failuresOf(stores)).toEqual([])
})

it('no two cases of a store have one name', () => {
  const names = storeCases.map(({ store, name }) => `${store} ${name}`)
  expect(new Set(names).size).toBe(names.length)
})

const broken: Readonly<Record<string, (stores: StoreBundle) => StoreBundle>> = {
  'insert: of 50 concurrent callers with one email exactly one gets true': stores => ({
    ...stores,
    users: {
      ...stores.users,
      async insert(user) {
        if ((await stores.users.findByEmail(user.email)) !== null) return false
        await stores.users.insert(user)
        return true
      },
    },
  }),
  'advance: of 50 concurrent callers with one step exactly one gets true': stores => ({
    ...stores,
    credentials: {
      ...stores.credentials,
      async advance(userId, kind, step) {
        const before = await stores.credentials.find(userId, kind)
        if (before === null || before.step >= step) return false
        await stores.credentials.put({ ...before, step })
        return true
      },
    },
  }),
  'replace: together with a revocation of the same session, no revoked session comes back': stores => ({
    ...stores,
    sessions: {
      ...stores.sessions,
      async replace(tokenHash, change, now) {
        const before = await stores.sessions.find(tokenHash, now)
        if (before === null) return null
        const next = { ...before, ...change }
        await stores.sessions.revoke(before.userId, before.id, now)
        await stores.sessions.insert(next)
        return next
      },
    },
  }),
  'find: a session that was once found expired stays gone when the clock is set back': stores => ({
    ...stores,
    sessions: {
      ...stores.sessions,
      async find(tokenHash, now) {
        const session = await stores.sessions.find(tokenHash, 0)
        return session !== null && (session.expiresAt === 0 || session.expiresAt > now) ? session : null
      },
    },
  }),
  'transaction: when the work throws, what it changed is as it was before': stores => ({
    ...stores,
    transaction: work => work(stores),
  }),
}

it.each(Object.entries(broken))('a store that breaks it fails "%s"', async (name, breakStores) => {
  expect(await failuresOf(breakStores(memoryStores()))).toContain(name)
})

async function failuresOf(stores: StoreBundle): Promise<readonly string[]> {
  const failures: string[] = []
  for (const { name, run } of storeCases) await run(stores).catch(() => failures.push(name))
  return failures
}
