import { expect, it } from 'vitest'
import { createSetup, now, someSession } from '../../test/session-cache.ts'

it('reads a session once and answers it from memory until the bound, counted from the start of the read', async () => {
  const { stores, cached, clock, cachedSession } = createSetup({ maxStaleSecs: 5 })
  const session = await cachedSession()
  clock.atMs += 4_999
  expect(await cached.sessions.find(session.tokenHash, now)).toEqual(session)
  expect(stores.reads).toBe(1)
  clock.atMs += 1
  expect(await cached.sessions.find(session.tokenHash, now)).toEqual(session)
  expect(stores.reads).toBe(2)
  expect(cached.cache).toMatchObject({ hits: 1, misses: 2, entries: 1, boundSecs: 5 })
})

it('counts the time that a slow read took against the bound', async () => {
  const { stores, cached, clock } = createSetup({ maxStaleSecs: 5 })
  const session = someSession()
  await cached.sessions.insert(session)
  const held = stores.holdReads()
  const reading = cached.sessions.find(session.tokenHash, now)
  await expect.poll(() => stores.reads).toBe(1)
  clock.atMs += 4_000
  held.release()
  await reading
  clock.atMs += 1_000
  await cached.sessions.find(session.tokenHash, now)
  expect(stores.reads).toBe(2)
})

it('is not made to live longer by hits and touches', async () => {
  const { stores, cached, clock, cachedSession } = createSetup({ maxStaleSecs: 5 })
  const { tokenHash } = await cachedSession()
  for (let second = 1; second <= 5; second++) {
    clock.atMs += 1_000
    await cached.sessions.touch([{ tokenHash, lastUsedAt: now + second }])
    await cached.sessions.find(tokenHash, now)
  }
  expect(stores.reads).toBe(2)
})

it('of two reads keeps the one that began later, whichever answers first', async () => {
  const { stores, cached, clock } = createSetup()
  const session = someSession()
  await stores.sessions.insert(session)
  const first = stores.holdReads()
  const early = cached.sessions.find(session.tokenHash, now)
  await expect.poll(() => stores.reads).toBe(1)
  clock.atMs += 1_000
  const second = stores.holdReads()
  const late = cached.sessions.find(session.tokenHash, now)
  await expect.poll(() => stores.reads).toBe(2)
  second.release()
  await late
  first.release()
  await early
  clock.atMs += 4_500
  await cached.sessions.find(session.tokenHash, now)
  expect(stores.reads).toBe(2)
})

it('asks the store about a session that has expired, and a clock set back does not revive it', async () => {
  const { stores, cached, cachedSession } = createSetup()
  const session = await cachedSession({ expiresAt: now + 2 })
  expect(await cached.sessions.find(session.tokenHash, now + 1)).toEqual(session)
  expect(await cached.sessions.find(session.tokenHash, now + 2)).toBeNull()
  expect(await cached.sessions.find(session.tokenHash, now)).toBeNull()
  expect(stores.reads).toBe(3)
})

it('does not show what was swept to a clock that is set back', async () => {
  const { cached, cachedSession } = createSetup()
  const session = await cachedSession({ expiresAt: now + 2 })
  const kept = await cachedSession({ expiresAt: now + 4 })
  expect(await cached.sessions.sweep(now + 2, 10)).toBe(1)
  expect(await cached.sessions.find(session.tokenHash, now)).toBeNull()
  expect(cached.cache.entries).toBe(1)
  expect(await cached.sessions.find(kept.tokenHash, now)).toEqual(kept)
})

it('does not keep what was read before a sweep that deleted it', async () => {
  const { stores, cached } = createSetup()
  const session = someSession({ expiresAt: now + 2 })
  await cached.sessions.insert(session)
  const held = stores.holdReads()
  const reading = cached.sessions.find(session.tokenHash, now)
  await expect.poll(() => stores.reads).toBe(1)
  await cached.sessions.sweep(now + 2, 10)
  held.release()
  await reading
  expect(await cached.sessions.find(session.tokenHash, now)).toBeNull()
})

it('ends with the bound when the monotonic clock stood still and the wall clock did not: the machine slept', async () => {
  const { stores, cached, cachedSession } = createSetup({ maxStaleSecs: 5 })
  const { tokenHash } = await cachedSession()
  await cached.sessions.find(tokenHash, now + 5)
  expect(stores.reads).toBe(1)
  await cached.sessions.find(tokenHash, now + 6)
  expect(stores.reads).toBe(2)
})

it('asks the store when the time is no number', async () => {
  const { stores, cached, cachedSession } = createSetup()
  const { tokenHash } = await cachedSession()
  await cached.sessions.find(tokenHash, Number.NaN)
  expect(stores.reads).toBe(2)
})

it('does not keep unknown tokens', async () => {
  const { stores, cached } = createSetup()
  const session = someSession()
  expect(await cached.sessions.find(session.tokenHash, now)).toBeNull()
  expect(cached.cache.entries).toBe(0)
  await stores.sessions.insert(session)
  expect(await cached.sessions.find(session.tokenHash, now)).toEqual(session)
})

it('gives answers that no caller can change', async () => {
  const { stores, cached } = createSetup()
  const session = someSession()
  const thawed = { ...session, roles: ['editor'], amr: ['pwd'] }
  stores.sessions.find = async () => thawed
  for (const answer of [
    await cached.sessions.find(session.tokenHash, now),
    await cached.sessions.find(session.tokenHash, now),
  ]) {
    expect([answer, answer?.roles, answer?.amr].every(Object.isFrozen)).toBe(true)
  }
  thawed.roles.push('owner')
  expect(await cached.sessions.find(session.tokenHash, now)).toEqual(session)
})

it('while the store is down answers cached sessions until the bound, then throws what the store throws', async () => {
  const { stores, cached, clock, cachedSession } = createSetup({ maxStaleSecs: 5 })
  const session = await cachedSession()
  stores.failure = new Error('down')
  clock.atMs += 4_999
  expect(await cached.sessions.find(session.tokenHash, now)).toEqual(session)
  clock.atMs += 1
  await expect(cached.sessions.find(session.tokenHash, now)).rejects.toBe(stores.failure)
  await expect(cached.sessions.find(someSession().tokenHash, now)).rejects.toBe(stores.failure)
  stores.failure = null
  expect(await cached.sessions.find(session.tokenHash, now)).toEqual(session)
})

it('shows a touch that was made here at once, forward only', async () => {
  const { stores, cached, cachedSession } = createSetup()
  const { tokenHash } = await cachedSession({ lastUsedAt: now })
  await cached.sessions.touch([
    { tokenHash, lastUsedAt: now + 60 },
    { tokenHash, lastUsedAt: now + 30 },
    { tokenHash: 'unknown', lastUsedAt: now },
  ])
  const answer = await cached.sessions.find(tokenHash, now)
  expect(answer?.lastUsedAt).toBe(now + 60)
  expect([answer, answer?.roles, answer?.amr].every(Object.isFrozen)).toBe(true)
  expect(stores.reads).toBe(1)
})
