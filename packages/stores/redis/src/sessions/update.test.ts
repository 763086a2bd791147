import type { Session, SessionUserChange } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { testTime as now, testSession } from '@pylon/testkit'
import type { Cluster, Redis } from 'ioredis'
import { afterAll, describe, expect, it } from 'vitest'
import { openClient } from '../../test/cut-client.ts'
import { openStores, prefixOf, targets } from '../../test/targets.ts'
import { createKeys } from '../keys.ts'
import { packUserId } from './packed-id.ts'
import { toRecord } from './record.ts'
import { stagedText } from './staged.ts'
import { activateScript } from './token-scripts.ts'

const changes: readonly SessionUserChange[] = [
  { roles: ['owner', 'editor'] },
  { roles: [], tenant: { id: 'org_1', role: 'admin' } },
  { tenant: { id: 'org_1', role: 'member' } },
  { tenant: { id: 'org_1', role: null } },
  { tenant: { id: 'org_2', role: 'owner' } },
  {},
]

/** All rows of three of them. */
const programs = changes.flatMap(a => changes.flatMap(b => changes.map(c => [a, b, c])))

for (const where of targets) {
  describe(`redis ${where}: what is changed for a user three times`, async () => {
    const prefix = `${prefixOf(where)}update:`
    const { sessions } = openStores(where, prefix)
    const client = await openClient(where)
    afterAll(() => client.disconnect())

    it('is in a live session as it is in memory', async () => {
      for (const program of programs) {
        const session = testSession({ tenantId: 'org_1', tenantRole: 'owner' })
        await sessions.insert(session)
        for (const change of program) await sessions.update(session.userId, change)
        expect(await sessions.find(session.tokenHash, now)).toEqual(await inMemory(session, program))
      }
    })

    it('is in a session that becomes live after that, too', async () => {
      for (const program of programs) {
        const session = testSession({ tenantId: 'org_1', tenantRole: 'owner' })
        await stageByHand(client, prefix, session)
        for (const change of program) await sessions.update(session.userId, change)
        const key = createKeys(prefix).session(session.tokenHash)
        await client.eval(activateScript.lua, 1, key, toRecord(session, 0), 0)
        expect(await sessions.find(session.tokenHash, now)).toEqual(await inMemory(session, program))
      }
    })
  })
}

async function inMemory(session: Session, program: readonly SessionUserChange[]): Promise<Session | null> {
  const { sessions } = memoryStores()
  await sessions.insert(session)
  for (const change of program) await sessions.update(session.userId, change)
  return sessions.find(session.tokenHash, now)
}

/** What an insert has done before its last step. */
async function stageByHand(client: Redis | Cluster, prefix: string, session: Session): Promise<void> {
  const keys = createKeys(prefix)
  await client.set(keys.session(session.tokenHash), stagedText('new', session), 'PX', 30_000)
  await client.zadd(keys.userIndex(packUserId(session.userId)), session.expiresAt, session.tokenHash)
}
