import type { StoreBundle, Stores, User } from '@pylon/core'
import { sharedServices } from '@pylon/test-services'
import { testCredential, testSession, testTime, testUser } from '@pylon/testkit'
import { Pool } from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import { outcomeOf } from '../test/disturbed-server.ts'
import { freshSchema } from '../test/fresh-schema.ts'
import { postgresStores } from './postgres-stores.ts'

const { postgresUrl } = sharedServices()
const unavailable = { code: 'STORE_UNAVAILABLE' }

it('a read from outside does not wait for a transaction', async () => {
  const stores = await open()
  const session = testSession()
  await stores.sessions.insert(session)
  await stores.transaction(async tx => {
    await tx.sessions.revokeByUser(session.userId, null, testTime)
    expect(await stores.sessions.find(session.tokenHash, testTime)).toEqual(session)
  })
  expect(await stores.sessions.find(session.tokenHash, testTime)).toBeNull()
})

it('a write from outside waits for what a transaction has read', async () => {
  const stores = await open()
  const user = testUser()
  await stores.users.insert(user)
  let written = ''
  const outside = await stores.transaction(async tx => {
    await tx.users.findById(user.id)
    const waiting = stores.users.update(user.id, { displayName: 'later' }, false, testTime)
    void waiting.then(() => {
      written += 'outside '
    })
    await tx.users.update(user.id, { displayName: 'first' }, false, testTime)
    written += 'inside '
    return { waiting }
  })
  expect((await outside.waiting)?.displayName).toBe('later')
  expect(written).toBe('inside outside ')
})

it('two transactions that find nobody and would then insert: the second one finds what the first one inserted', async () => {
  const stores = await open()
  const { userId } = testCredential()
  const addOne = (between: () => Promise<void>): Promise<void> =>
    stores.transaction(async tx => {
      const read = await tx.credentials.find(userId, 'password')
      await between()
      await tx.credentials.put(testCredential({ userId, value: String(Number(read?.value ?? 0) + 1) }))
    })
  let second: Promise<void> = Promise.resolve()
  await addOne(async () => {
    second = addOne(async () => {})
    for (let turn = 0; turn < 50; turn++) await stores.ping() // time enough for the second one to find nobody too
  })
  await second
  expect((await stores.credentials.find(userId, 'password'))?.value).toBe('2')
})

it('a write through the outer stores that waits for the transaction itself is refused in time', async () => {
  const stores = await open({ timeoutSecs: 0.2 })
  const user = testUser()
  await stores.users.insert(user)
  const mistake = stores.transaction(async tx => {
    await tx.users.findById(user.id)
    await stores.users.delete(user.id)
  })
  await expect(mistake).rejects.toMatchObject(unavailable)
  expect(await stores.users.delete(user.id)).toBe(true)
})

it('transactions that take all connections and then want another one are refused in time, and the next ones work', async () => {
  const stores = await open({ maxConnections: 2, timeoutSecs: 0.2 })
  const greedy = (): Promise<unknown> => stores.transaction(() => stores.ping())
  const outcomes = await Promise.all([greedy, greedy].map(outcomeOf))
  expect(outcomes.map(({ ended }) => ended)).toContain('STORE_UNAVAILABLE')
  expect(await stores.transaction(tx => tx.users.insert(testUser()))).toBe(true)
})

it('two transactions that wait for each other: at least one goes on, the other is STORE_UNAVAILABLE and leaves nothing', async () => {
  const stores = await open()
  const [a, b] = [testUser(), testUser()]
  for (const user of [a, b]) await stores.users.insert(user)
  const both = Promise.withResolvers<void>()
  let holders = 0
  const change = (first: string, second: string) => (): Promise<unknown> =>
    stores.transaction(async tx => {
      await tx.users.update(first, {}, true, testTime)
      if (++holders === 2) both.resolve()
      await both.promise
      await tx.users.update(second, {}, true, testTime)
    })
  const outcomes = await Promise.all([change(a.id, b.id), change(b.id, a.id)].map(outcomeOf))
  expect(outcomes.map(({ ended }) => ended)).toContain('STORE_UNAVAILABLE')
  const kept = outcomes.filter(({ ended }) => ended === 'done').length
  for (const { id } of [a, b]) expect((await stores.users.findById(id))?.authVersion).toBe(1 + kept)
})

it('a taken email is null inside a transaction too, and what was done before and after it is kept', async () => {
  const stores = await open()
  const [owner, other, later] = [testUser(), testUser(), testUser()]
  await stores.users.insert(owner)
  await stores.transaction(async tx => {
    await tx.users.insert(other)
    const answers = await Promise.all([
      tx.users.update(other.id, { email: owner.email }, false, testTime),
      tx.users.insert(later),
    ])
    expect(answers).toEqual([null, true])
  })
  expect(await stores.users.findById(other.id)).toEqual(other)
  expect(await stores.users.findById(later.id)).toEqual(later)
})

it('a failed statement that the work keeps to itself is not committed as if nothing were', async () => {
  const stores = await open()
  const [session, user] = [testSession(), testUser()]
  await stores.sessions.insert(session)
  const work = stores.transaction(async tx => {
    await tx.users.insert(user)
    await tx.sessions.insert(session).catch(() => {})
  })
  await expect(work).rejects.toSatisfy(error => error.code === '23505' && error.detail === undefined)
  expect(await stores.users.findById(user.id)).toBeNull()
})

it('the stores of a transaction that has ended refuse to work, committed or not', async () => {
  const stores = await open()
  const left: Stores[] = []
  await stores.transaction(async tx => void left.push(tx))
  await stores
    .transaction(async tx => {
      left.push(tx)
      throw new Error('roll back')
    })
    .catch(() => {})
  for (const tx of left) await expect(tx.users.insert(testUser())).rejects.toThrow('has ended')
})

it('statements that were still waiting when the work threw are not done', async () => {
  const stores = await open()
  const users = Array.from({ length: 10 }, () => testUser())
  const inserts: Promise<unknown>[] = []
  const work = stores.transaction(async tx => {
    inserts.push(...users.map(user => tx.users.insert(user).catch(error => error)))
    throw new Error('roll back')
  })
  await expect(work).rejects.toThrow('roll back')
  await Promise.all(inserts)
  for (const { id } of users) expect(await stores.users.findById(id)).toBeNull()
})

it('runs under READ COMMITTED whatever the default of the database is', async () => {
  const options = encodeURIComponent('-c default_transaction_isolation=serializable')
  const stores = await open({}, `${postgresUrl}?options=${options}`)
  const user = testUser()
  await stores.users.insert(user)
  const bump = (): Promise<unknown> =>
    stores.transaction(async tx => {
      await tx.users.findById(user.id)
      await tx.users.update(user.id, {}, true, testTime)
    })
  await Promise.all(Array.from({ length: 20 }, bump))
  expect((await stores.users.findById(user.id))?.authVersion).toBe(21)
})

it('close waits for the transaction that is open, and cuts off one that does not end', async () => {
  const schema = freshSchema()
  const [kept, cut] = [testUser(), testUser()]
  const stores = await postgresStores(postgresUrl, { schema, timeoutSecs: 0.3 })
  const insert = (user: User, begun: () => void, end: Promise<void>): Promise<unknown> =>
    stores.transaction(async tx => {
      await tx.users.insert(user)
      begun()
      await end
    })
  const [first, second, never] = Array.from({ length: 3 }, () => Promise.withResolvers<void>())
  const ending = outcomeOf(() => insert(kept, () => first?.resolve(), stores.ping()))
  const endless = outcomeOf(() => insert(cut, () => second?.resolve(), never?.promise ?? Promise.resolve()))
  await Promise.all([first?.promise, second?.promise])
  await Promise.all([stores.close(), stores.close()])
  never?.resolve()
  expect([(await ending).ended, (await endless).ended]).toEqual(['done', 'STORE_UNAVAILABLE'])
  for (const call of [() => stores.ping(), () => stores.users.insert(cut), () => stores.transaction(async () => {})]) {
    await expect(call()).rejects.toMatchObject(unavailable)
  }
  const again = await postgresStores(postgresUrl, { schema })
  expect([await again.users.findById(kept.id), await again.users.findById(cut.id)]).toEqual([kept, null])
  await again.close()
})

it('work that sleeps is cut off by the server, and nothing of it is kept', async () => {
  const schema = freshSchema()
  const pool = new Pool({ connectionString: postgresUrl, max: 2 })
  const stores = await postgresStores(pool, { schema })
  const user = testUser()
  const work = stores.transaction(async tx => {
    await tx.users.insert(user)
    // what the server does by itself after ten seconds
    await pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction' AND query LIKE $1",
      [`%${schema}%`],
    )
    await tx.users.findById(user.id)
  })
  await expect(work).rejects.toMatchObject(unavailable)
  expect(await stores.users.findById(user.id)).toBeNull()
  await stores.close()
  await pool.end()
})

async function open(options: object = {}, url: string = postgresUrl): Promise<StoreBundle> {
  const stores = await postgresStores(url, { schema: freshSchema(), ...options })
  onTestFinished(() => stores.close())
  return stores
}
