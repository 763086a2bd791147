import { expect, it } from 'vitest'
import { now, someSession } from '../../test/session-cache.ts'
import type { Session } from '../stores/session.ts'
import { createSessionEntries, type SessionEntries } from './session-entries.ts'

/** Entries with a session in the older of their two halves. */
function agedEntries(): { entries: SessionEntries; session: Session } {
  const entries = createSessionEntries({ maxStaleSecs: 5, maxEntries: 4 })
  const session = someSession()
  for (const each of [session, someSession(), someSession()]) entries.keep(each, now, 0)
  return { entries, session }
}

it('finds what is in the older half', () => {
  const { entries, session } = agedEntries()
  expect(entries.find(session.tokenHash, now, 0)).toEqual(session)
})

it('drops what is in the older half on a word of its token', () => {
  const { entries, session } = agedEntries()
  entries.evict(`t${session.tokenHash}`)
  expect(entries.find(session.tokenHash, now, 0)).toBeNull()
  expect(entries.size).toBe(2)
})

it('drops what is in the older half on a word of its user', () => {
  const { entries, session } = agedEntries()
  entries.evict(`u${session.userId}`)
  expect(entries.find(session.tokenHash, now, 0)).toBeNull()
  expect(entries.size).toBe(2)
})

it('drops both halves on a word of everything', () => {
  const { entries } = agedEntries()
  entries.evict('*')
  expect(entries.size).toBe(0)
})

it('drops what has expired in the older half', () => {
  const { entries } = agedEntries()
  entries.evictExpired(now + 3_600)
  expect(entries.size).toBe(0)
})

it('holds a session once that was read again, and moves it to the younger half', () => {
  const { entries, session } = agedEntries()
  entries.keep(session, now, 1)
  expect(entries.size).toBe(3)
  entries.keep(someSession(), now, 1)
  expect(entries.find(session.tokenHash, now, 1)).toEqual(session)
})

it('no longer counts a session among those of the user who had it before', () => {
  for (const isEvictedBetween of [true, false]) {
    const entries = createSessionEntries({ maxStaleSecs: 5, maxEntries: 4 })
    const guest = someSession({ userId: 'guest_1' })
    const next = { ...guest, userId: 'usr_1' }
    entries.keep(guest, now, 0)
    if (isEvictedBetween) entries.evict(`t${guest.tokenHash}`)
    entries.keep(next, now, 1)
    entries.evict('uguest_1')
    expect(entries.find(guest.tokenHash, now, 1)).toEqual(next)
    entries.evict('uusr_1')
    expect(entries.size).toBe(0)
  }
})
