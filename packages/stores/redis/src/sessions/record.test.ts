import type { Session } from '@pylon/core'
import { expect, it } from 'vitest'
import { openClient } from '../../test/cut-client.ts'
import { openStores, prefixOf, targets } from '../../test/targets.ts'
import { createKeys } from '../keys.ts'
import { toRecord, toSession } from './record.ts'

const now = 1_800_000_000

const usual: Session = {
  id: 'ses_00112233445566778899aabbccddeeff',
  tokenHash: 'digest',
  tokenPrefix: 'pylon_ab',
  userId: 'usr_ffeeddccbbaa99887766554433221100',
  isGuest: false,
  roles: ['editor'],
  tenantId: null,
  tenantRole: null,
  amr: ['pwd'],
  device: 'Firefox on Linux',
  ip: '203.0.113.7',
  createdAt: now,
  authTime: now,
  lastUsedAt: now + 60,
  expiresAt: now + 3_600,
}

const usualRecord = `100000000,60,3600,7
"ABEiM0RVZneImaq7zN3u_w"
"_-7dzLuqmYh3ZlVEMyIRAA"
"ab"
"editor"
"pwd"
"Firefox on Linux"
"203.0.113.7"`

it('a session without a tenant takes no byte for it', () => {
  expect(toRecord(usual, 7)).toBe(usualRecord)
})

it('records of before there were roles in a tenant are read as they were', () => {
  expect(toSession('digest', usualRecord)).toEqual(usual)
  const tenantId = 'org_1'
  expect(toSession('digest', `${usualRecord}\n"org_1"`)).toEqual({ ...usual, tenantId })
  expect(toSession('digest', `${usualRecord}\n"org_1"\n30,1`)).toEqual({
    ...usual,
    tenantId,
    authTime: now + 30,
    isGuest: true,
  })
})

const rare: readonly Partial<Session>[] = [
  {},
  { tenantId: 'org_1' },
  { tenantId: 'org_1', tenantRole: 'owner' },
  { tenantId: '0', tenantRole: '0' },
  { tenantId: '', tenantRole: '' },
  { tenantId: 'a\n"b",\0', tenantRole: 'c\n0,0' },
  { tenantRole: 'owner' },
  { tenantId: 'org_1', tenantRole: 'owner', authTime: now + 5 },
  { tenantRole: 'owner', isGuest: true },
  { authTime: 0 },
  { isGuest: true },
]

it('every mixture of what most sessions do not have comes back as it was', () => {
  for (const members of rare) {
    const session = { ...usual, ...members }
    expect(toSession('digest', toRecord(session, 7))).toEqual(session)
  }
})

it.each(targets)('a record that was changed is the one that would have been made: %s', async where => {
  const prefix = `${prefixOf(where)}record:`
  const { sessions } = openStores(where, prefix)
  const client = await openClient(where)
  const key = createKeys(prefix).session('digest')
  const bare = { tenantId: null, tenantRole: null, isGuest: false, authTime: now }
  for (const [from, to] of rare.flatMap(from => rare.map(to => [from, { ...bare, ...to }] as const))) {
    const session = { ...usual, ...from }
    await sessions.insert(session)
    const order = Number((await client.get(key))?.split('\n')[0]?.split(',')[3])
    await sessions.replace('digest', to, now)
    expect(await client.get(key)).toBe(toRecord({ ...session, ...to }, order))
    await sessions.revokeByUser(session.userId, null, now)
  }
  client.disconnect()
})
