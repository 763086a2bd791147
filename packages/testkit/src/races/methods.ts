import { randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Stores, Transaction } from '@pylon/core'
import { testAuditRows } from '../audit/records.ts'
import { testTime as now } from '../fake-clock.ts'
import { testCredential, testUser } from '../records.ts'
import { uniqueHash } from '../unique.ts'

/** What a racing process can be asked to call; the key says on what. */
export type RaceMethod =
  | 'insertUser'
  | 'advance'
  | 'replace'
  | 'replaceOnAndOn'
  | 'revokeByUserMeanwhile'
  | 'take'
  | 'fail'
  | 'increment'
  | 'addInTransaction'
  | 'takeInTransaction'
  | 'takeInvite'
  | 'claim'
  | 'demoteAnOwner'
  | 'appendOnAndOn'
  | 'claimSink'

/** Every store that a method may need; those that no race asks for may be missing at run time. */
type RacedStores = Stores & { readonly transaction: Transaction }

export const raceMethods: Readonly<Record<RaceMethod, (stores: RacedStores, key: string) => Promise<unknown>>> = {
  insertUser: ({ users }, email) => users.insert(testUser({ email })),
  advance: ({ credentials }, userId) => credentials.advance(userId, 'totp', 7),
  replace: async ({ sessions }, tokenHash) =>
    (await sessions.replace(tokenHash, { tokenHash: uniqueHash() }, now)) !== null,
  replaceOnAndOn,
  revokeByUserMeanwhile,
  take: ({ oneTime }, key) => oneTime.take(purpose, key, now),
  fail: async ({ oneTime }, key) => (await oneTime.fail(purpose, key, 5, now))?.value ?? null,
  increment: async ({ counters }, key) => (await counters.increment(key, 1, 60, now)).count,
  addInTransaction: ({ transaction }, userId) =>
    transaction(async ({ credentials }) => {
      const read = await credentials.find(userId, 'password')
      await credentials.put(testCredential({ userId, value: String(Number(read?.value) + 1) }))
    }),
  takeInTransaction: ({ transaction }, key) => transaction(({ oneTime }) => oneTime.take(purpose, key, now)),
  takeInvite: async ({ orgs }, tokenHash) => (await orgs.takeInvite(tokenHash, now)) !== null,
  claim: async ({ outbox }) => (await outbox.claim(now, 60, 1))[0]?.id ?? null,
  demoteAnOwner,
  appendOnAndOn,
  claimSink: async ({ audit }, sink) => (await audit.claimSink(sink, uniqueHash(), 60, now)) !== null,
}

export const purpose = 'test'

/** Swaps the token of a session for another, and that for another, until it is gone; answers how often. */
async function replaceOnAndOn({ sessions }: RacedStores, first: string): Promise<number> {
  let tokenHash = first
  for (let swaps = 0; swaps < manySteps; swaps++) {
    const next = await sessions.replace(tokenHash, { tokenHash: uniqueHash() }, now)
    if (next === null) return swaps
    tokenHash = next.tokenHash
    await pause(1) // a client waits for its answer: without it nobody else gets a turn in a database with one writer
  }
  return manySteps
}

/** Waits until somebody swaps the token of a user's session, and then revokes them all. */
async function revokeByUserMeanwhile({ sessions }: RacedStores, userId: string): Promise<void> {
  const tokens = new Set<string>()
  for (let looks = 0; looks < manySteps && tokens.size < 3; looks++) {
    for (const { tokenHash } of await sessions.listByUser(userId, now)) tokens.add(tokenHash)
  }
  await sessions.revokeByUser(userId, null, now)
}

/** Makes some owner a member, unless it is the last one; tells whether it did. */
function demoteAnOwner({ transaction }: RacedStores, orgId: string): Promise<boolean> {
  return transaction(async ({ orgs }) => {
    await orgs.find(orgId) // holds it
    const owners = (await orgs.listMembers(orgId)).filter(({ role }) => role === 'owner')
    const some = owners[randomInt(Math.max(1, owners.length))] // two at once take the last two of them
    return some !== undefined && owners.length > 1 && orgs.updateRole(orgId, some.userId, 'member')
  })
}

/** Appends two entries of a user, and again; answers how many. */
async function appendOnAndOn({ audit }: RacedStores, actorId: string): Promise<number> {
  for (let times = 0; times < appendsEach; times++) {
    await audit.append(head => testAuditRows(head, [{ actorId }, { actorId }]))
  }
  return appendsEach * 2
}

const appendsEach = 100

const manySteps = 5_000
