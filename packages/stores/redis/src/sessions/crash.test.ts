import type { Session, SessionStore } from '@pylon/core'
import { testTime as now, testSession } from '@pylon/testkit'
import { afterAll, describe, expect, it } from 'vitest'
import { openCutClient } from '../../test/cut-client.ts'
import { checkInvariants, liveTokensOf } from '../../test/invariants.ts'
import { openStores, prefixOf, targets } from '../../test/targets.ts'
import { redisStores } from '../redis-stores.ts'

/** What is cut off, after the session was inserted; for `insert` before. */
const calls: Readonly<Record<string, (sessions: SessionStore, session: Session, next: Session) => Promise<unknown>>> = {
  'insert of another': (sessions, _, next) => sessions.insert(next),
  'replace with a new token': (sessions, { tokenHash }, next) =>
    sessions.replace(tokenHash, { tokenHash: next.tokenHash }, now),
  'replace with a new token and user': (sessions, { tokenHash }, next) =>
    sessions.replace(tokenHash, { tokenHash: next.tokenHash, userId: next.userId, isGuest: false }, now),
  'replace with a new user': (sessions, { tokenHash }, { userId }) => sessions.replace(tokenHash, { userId }, now),
  'replace with a later end': (sessions, { tokenHash }) => sessions.replace(tokenHash, { expiresAt: now + 9_000 }, now),
  'replace with a tenant': (sessions, { tokenHash }) =>
    sessions.replace(tokenHash, { tenantId: 'org_1', tenantRole: 'owner' }, now),
  'replace with a new token and a tenant': (sessions, { tokenHash }, next) =>
    sessions.replace(tokenHash, { tokenHash: next.tokenHash, tenantId: 'org_1', tenantRole: 'owner' }, now),
  touch: (sessions, { tokenHash }) => sessions.touch([{ tokenHash, lastUsedAt: now + 5 }]),
  update: (sessions, { userId }) => sessions.update(userId, { roles: ['owner'] }),
  'update of a tenant': (sessions, { userId }) => sessions.update(userId, { tenant: { id: 'org_1', role: null } }),
  revoke: (sessions, { userId, id }) => sessions.revoke(userId, id, now),
  revokeByUser: (sessions, { userId }) => sessions.revokeByUser(userId, null, now),
}

for (const where of targets) {
  describe(`redis ${where}: cut off after any command`, async () => {
    const prefix = prefixOf(where)
    const healthy = openStores(where, prefix)
    const cut = await openCutClient(where)
    const dying = redisStores(cut.client, { keyPrefix: prefix })
    afterAll(() => cut.client.disconnect())

    for (const [name, call] of Object.entries(calls)) {
      for (const isLastDone of [false, true]) {
        it(`${name}, ${isLastDone ? 'its answer lost' : 'before it'}: every live session can be revoked`, async () => {
          for (let count = 0, isWhole = false; !isWhole; count++) {
            const session = testSession({ isGuest: true })
            const next = testSession()
            await healthy.sessions.insert(session)
            cut.cutAfter(count, isLastDone)
            isWhole = await call(dying.sessions, session, next).then(
              () => true,
              () => false,
            )
            cut.cutAfter(Number.POSITIVE_INFINITY, false)
            await checkInvariants(cut.client, prefix)
            await checkTokens(healthy.sessions, session, next)
            for (const userId of [session.userId, next.userId]) {
              await healthy.sessions.revokeByUser(userId, null, now)
              expect(await liveTokensOf(cut.client, prefix, userId)).toEqual([])
            }
            expect(count).toBeLessThan(30)
          }
        })
      }
    }
  })
}

/** The session lives under one token at most, and the list shows what find finds. */
async function checkTokens(sessions: SessionStore, session: Session, next: Session): Promise<void> {
  const [old, swapped] = [await sessions.find(session.tokenHash, now), await sessions.find(next.tokenHash, now)]
  if (swapped?.id === session.id) expect(old).toBeNull()
  for (const found of [old, swapped]) {
    if (found !== null) expect(await sessions.listByUser(found.userId, now)).toContainEqual(found)
  }
}
