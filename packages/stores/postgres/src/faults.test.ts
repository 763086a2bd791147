import type { StoreBundle } from '@pylon/core'
import { startTcpProxy } from '@pylon/test-services'
import { testAuditRow, testSession, testTime, testUser } from '@pylon/testkit'
import { Pool } from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import { expectBack, expectRefusals, outcomeOf, startOwnServer } from '../test/disturbed-server.ts'
import { postgresStores } from './postgres-stores.ts'

const calls = (stores: StoreBundle): (() => Promise<unknown>)[] => [
  () => stores.sessions.find('a hash', testTime),
  () => stores.users.insert(testUser()),
  () => stores.counters.increment('key', 1, 60, testTime),
  () => stores.transaction(tx => tx.users.insert(testUser())),
  () => stores.audit.append(head => [testAuditRow(head)]),
  () => stores.audit.probe(),
  () => stores.ping(),
]

it('a paused server: every call is refused in time, and service is back with the server', async () => {
  const server = await startOwnServer()
  const stores = await open(server.url)
  await Promise.all(calls(stores).map(call => call()))
  server.pause()
  for (let round = 0; round < 3; round++) expectRefusals(await Promise.all(calls(stores).map(outcomeOf)))
  server.resume()
  await expectBack(stores)
})

it('a paused server: a crowd of callers is refused in time, those past the waiting room at once', async () => {
  const server = await startOwnServer()
  const stores = await open(server.url, { maxConnections: 4, maxWaiting: 100 })
  server.pause()
  const crowd = await Promise.all(Array.from({ length: 5_000 }, () => outcomeOf(() => stores.ping())))
  expectRefusals(crowd)
  expect(crowd.filter(({ tookMs }) => tookMs < 500)).toHaveLength(5_000 - 104)
  server.resume()
  await expectBack(stores)
})

it('a server that takes no new connections: those that are open go on, and the others are refused in time', async () => {
  const server = await startOwnServer()
  const stores = await open(server.url, { maxConnections: 2 })
  process.kill(server.pid, 'SIGSTOP') // the process that takes them, and not those of the connections
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => outcomeOf(() => stores.ping())))
  expect(Math.max(...outcomes.map(({ tookMs }) => tookMs))).toBeLessThan(1_000)
  server.resume()
  await expectBack(stores)
})

it('a killed server: calls are refused until it has started again', async () => {
  const server = await startOwnServer()
  const stores = await open(server.url)
  const session = testSession()
  await stores.sessions.insert(session)
  await server.kill()
  expectRefusals(await Promise.all(calls(stores).map(outcomeOf)))
  await server.restart()
  await expectBack(stores)
  expect(await stores.sessions.find(session.tokenHash, testTime)).toEqual(session)
})

it('connections that the operator ends under load: each call is done or refused, and the next ones work', async () => {
  const server = await startOwnServer()
  const stores = await open(server.url)
  const operator = new Pool({ connectionString: server.url, max: 1 })
  const outcomes = []
  for (let round = 0; round < 20; round++) {
    const load = Array.from({ length: 10 }, () => calls(stores).map(outcomeOf)).flat()
    await operator.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()')
    outcomes.push(...(await Promise.all(load)))
  }
  await operator.end()
  expect([...new Set(outcomes.map(({ ended }) => ended))].toSorted()).toEqual(['STORE_UNAVAILABLE', 'done'])
  expect(await outcomeOf(() => stores.ping())).toMatchObject({ ended: 'done' })
})

it('a frozen network: every call is refused in time, and service is back with it', async () => {
  const server = await startOwnServer()
  const proxy = await startTcpProxy(server.port)
  onTestFinished(() => proxy.stop())
  const stores = await open(server.url.replace(String(server.port), String(proxy.port)))
  proxy.freeze()
  for (let round = 0; round < 2; round++) expectRefusals(await Promise.all(calls(stores).map(outcomeOf)))
  proxy.heal()
  await expectBack(stores)
  proxy.cut()
  expectRefusals(await Promise.all(calls(stores).map(outcomeOf)))
  proxy.heal()
  await expectBack(stores)
})

it('a pool that was handed in: refused in time, back with the server, and idle connections that break end nothing', async () => {
  const server = await startOwnServer()
  const pool = new Pool({ connectionString: server.url })
  const stores = await postgresStores(pool)
  await Promise.all(calls(stores).map(call => call()))
  server.pause()
  expectRefusals(await Promise.all(calls(stores).map(outcomeOf)))
  server.resume()
  await expectBack(stores)
  await server.kill()
  await server.restart()
  await expectBack(stores)
  await stores.close()
  pool.on('error', () => {}) // `end` does not wait for the server, which may say that it stops before it has read the end
  await pool.end()
})

it('a transaction that is cut in the middle leaves nothing', async () => {
  const server = await startOwnServer()
  const stores = await open(server.url)
  const [before, after] = [testUser(), testUser()]
  const cut = stores.transaction(async tx => {
    await tx.users.insert(before)
    await server.kill()
    await tx.users.insert(after)
  })
  await expect(cut).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  await server.restart()
  await expectBack(stores)
  expect([await stores.users.findById(before.id), await stores.users.findById(after.id)]).toEqual([null, null])
})

it('a paused server does not hold a close up, and no connection is left that would keep the process alive', async () => {
  const server = await startOwnServer()
  const before = openSockets()
  const stores = await postgresStores(server.url)
  await Promise.all(calls(stores).map(call => call()))
  server.pause()
  const closed = await outcomeOf(() => stores.close())
  expect(closed).toMatchObject({ ended: 'done' })
  expect(closed.tookMs).toBeLessThan(2_000)
  await expect.poll(openSockets).toBeLessThanOrEqual(before)
})

const openSockets = (): number =>
  process.getActiveResourcesInfo().filter(resource => resource === 'TCPSocketWrap').length

async function open(url: string, options: object = {}): Promise<StoreBundle> {
  const stores = await postgresStores(url, options)
  onTestFinished(() => stores.close())
  return stores
}
