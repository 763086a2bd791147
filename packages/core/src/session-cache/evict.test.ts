import { expect, it } from 'vitest'
import { createSetup, now, type Setup, someSession } from '../../test/session-cache.ts'
import type { Session } from '../stores/session.ts'

const owner = { tenantId: 'org_old', tenantRole: 'owner' }
const chosen = { tenantId: 'org_new', tenantRole: 'member' }

const writes: readonly (readonly [string, (setup: Setup, session: Session) => Promise<unknown>, Partial<Session>?])[] =
  [
    ['revoke', ({ cached }, { userId, id }) => cached.sessions.revoke(userId, id, now)],
    ['revokeByUser', ({ cached }, { userId }) => cached.sessions.revokeByUser(userId, null, now)],
    ['replace', ({ cached }, { tokenHash }) => cached.sessions.replace(tokenHash, { tokenHash: `${tokenHash}+` }, now)],
    [
      'replace that chooses a tenant',
      ({ cached }, { tokenHash }) => cached.sessions.replace(tokenHash, chosen, now),
      chosen,
    ],
    [
      'update of a role in the tenant',
      ({ cached }, { userId }) => cached.sessions.update(userId, { tenant: { id: 'org_old', role: 'member' } }),
      { tenantRole: 'member' },
    ],
    [
      'update that ends the choice of the tenant',
      ({ cached }, { userId }) => cached.sessions.update(userId, { tenant: { id: 'org_old', role: null } }),
      { tenantId: null, tenantRole: null },
    ],
    ['update', ({ cached }, { userId }) => cached.sessions.update(userId, { roles: [] }), { roles: [] }],
    [
      'replace that hands it to another user',
      ({ cached }, { tokenHash }) => cached.sessions.replace(tokenHash, { userId: 'usr_other' }, now),
      { userId: 'usr_other' },
    ],
  ]

for (const [name, write, change] of writes) {
  const changed = (session: Session): Session | null => (change === undefined ? null : { ...session, ...change })

  it(`${name}: is in force here when its promise resolves`, async () => {
    const setup = createSetup()
    const session = await setup.cachedSession(owner)
    const other = await setup.cachedSession()
    await write(setup, session)
    expect(await setup.cached.sessions.find(session.tokenHash, now)).toEqual(changed(session))
    expect(setup.stores.reads).toBe(3)
    await setup.cached.sessions.find(other.tokenHash, now)
    expect(setup.stores.reads).toBe(3)
  })

  it(`${name}: a read that saw the session before does not bring it back into the cache`, async () => {
    const setup = createSetup()
    const session = someSession(owner)
    await setup.cached.sessions.insert(session)
    const held = setup.stores.holdReads()
    const reading = setup.cached.sessions.find(session.tokenHash, now)
    await expect.poll(() => setup.stores.reads).toBe(1)
    await write(setup, session)
    held.release()
    expect(await reading).toEqual(session)
    expect(await setup.cached.sessions.find(session.tokenHash, now)).toEqual(changed(session))
  })
}

it('evicts after a write whose answer was lost: it may have happened', async () => {
  const { stores, cached, cachedSession } = createSetup()
  const session = await cachedSession()
  const lost = new Error('timeout')
  stores.sessions.revoke = async (userId, _id, at) => {
    await stores.sessions.revokeByUser(userId, null, at)
    throw lost
  }
  await expect(cached.sessions.revoke(session.userId, session.id, now)).rejects.toBe(lost)
  expect(await cached.sessions.find(session.tokenHash, now)).toBeNull()
})

it('evicts what was read while the write was under way', async () => {
  const { stores, cached, cachedSession } = createSetup()
  const session = await cachedSession()
  const { promise: slow, resolve: goOn } = Promise.withResolvers<void>()
  stores.sessions.revoke = async (userId, _id, at) => {
    await slow
    return (await stores.sessions.revokeByUser(userId, null, at)) > 0
  }
  const revoking = cached.sessions.revoke(session.userId, session.id, now)
  expect(await cached.sessions.find(session.tokenHash, now)).toEqual(session)
  goOn()
  expect(await revoking).toBe(true)
  expect(await cached.sessions.find(session.tokenHash, now)).toBeNull()
})

it('evicts all sessions of a user and none of anybody else', async () => {
  const { stores, cached, cachedSession } = createSetup()
  const own: Session[] = []
  for (let made = 0; made < 20; made++) own.push(await cachedSession({ userId: 'usr_own' }))
  const other = await cachedSession()
  await cached.sessions.revokeByUser('usr_own', own[0]?.id ?? null, now)
  expect(cached.cache.entries).toBe(1)
  for (const { tokenHash } of own.slice(1)) expect(await cached.sessions.find(tokenHash, now)).toBeNull()
  expect(await cached.sessions.find(own[0]?.tokenHash ?? '', now)).toEqual(own[0])
  const { reads } = stores
  await cached.sessions.find(other.tokenHash, now)
  expect(stores.reads).toBe(reads)
})

it('of 200 rounds of reads beside a revocation, none leaves the session in the cache', async () => {
  const { cached } = createSetup()
  for (let round = 0; round < 200; round++) {
    const session = someSession()
    const find = (): Promise<unknown> => cached.sessions.find(session.tokenHash, now)
    await cached.sessions.insert(session)
    await Promise.all([find(), find(), cached.sessions.revoke(session.userId, session.id, now), find(), find()])
    expect(await find()).toBeNull()
  }
})
