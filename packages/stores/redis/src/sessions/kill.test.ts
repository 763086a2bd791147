import type { SessionStore } from '@pylon/core'
import { startRedis } from '@pylon/test-services'
import { testTime as now } from '@pylon/testkit'
import { Redis } from 'ioredis'
import { expect, it, onTestFinished } from 'vitest'
import { type BusyProcess, startBusyProcess } from '../../test/busy.ts'
import { openClient } from '../../test/cut-client.ts'
import { checkInvariants } from '../../test/invariants.ts'
import { openStores, prefixOf, targets, urlOf } from '../../test/targets.ts'
import { redisStores } from '../redis-stores.ts'

const longEnough = { timeout: 20_000, interval: 10 }

it.each(targets)(
  'a server killed in the middle of its work leaves no session that cannot be revoked: %s',
  async where => {
    const prefix = `${prefixOf(where)}kill:`
    const { sessions } = openStores(where, prefix)
    const client = await openClient(where)
    onTestFinished(() => client.disconnect())
    for (let round = 0; round < 8; round++) {
      const busy = startBusyProcess(urlOf(where), prefix)
      await expect.poll(() => busy.known.size, longEnough).toBeGreaterThan(100 + 37 * round)
      await busy.kill()
      await checkInvariants(client, prefix)
      await checkKnown(sessions, busy)
    }
    await revokeAll(sessions, client, prefix)
  },
)

const policies = [
  { appendfsync: 'always', outcome: 'what was acknowledged holds' },
  // while it syncs, Redis holds back what it writes and answers all the same
  { appendfsync: 'everysec', outcome: 'whatever is back can be revoked' },
]

it.each(policies)('Redis killed, with appendfsync $appendfsync: $outcome', async ({ appendfsync }) => {
  const redis = await startRedis(['--appendonly', 'yes', '--appendfsync', appendfsync])
  const stores = redisStores(redis.url)
  const client = new Redis(redis.url)
  client.on('error', () => {}) // the test breaks the connection
  onTestFinished(async () => {
    client.disconnect()
    await stores.close()
    await redis.stop()
  })
  for (let round = 0; round < 5; round++) {
    const busy = startBusyProcess(redis.url, 'pylon:')
    await expect.poll(() => busy.known.size, longEnough).toBeGreaterThan(200)
    await redis.kill()
    await busy.kill()
    await redis.restart()
    await expect
      .poll(
        () =>
          stores.ping().then(
            () => true,
            () => false,
          ),
        { timeout: 5_000 },
      )
      .toBe(true)
    await checkInvariants(client, 'pylon:')
    if (appendfsync === 'always') await checkKnown(stores.sessions, busy)
  }
  await revokeAll(stores.sessions, client, 'pylon:')
})

/** A dead token stays dead, a live one lives and is listed. */
async function checkKnown(sessions: SessionStore, { known }: BusyProcess): Promise<void> {
  for (const { kind, userId, tokenHash } of known.values()) {
    const found = await sessions.find(tokenHash, now)
    if (kind === 'dead') expect(found).toBeNull()
    if (kind === 'live') expect(await sessions.listByUser(userId, now)).toEqual([found])
  }
}

async function revokeAll(
  sessions: SessionStore,
  client: Awaited<ReturnType<typeof openClient>>,
  prefix: string,
): Promise<void> {
  for (const { text, member, isStaged } of await checkInvariants(client, prefix)) {
    if (isStaged || text === null) continue
    const session = await sessions.find(member, now)
    if (session !== null) await sessions.revokeByUser(session.userId, null, now)
  }
  const left = await checkInvariants(client, prefix)
  expect(left.filter(({ isStaged }) => !isStaged)).toEqual([])
}
