import assert from 'node:assert/strict'
import type { AuditStore, Stores } from '@pylon/core'
import { race } from '../race.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'
import { expectChain } from './expect-chain.ts'
import { appendRows, testAuditCheckpoint } from './records.ts'

export const auditSweepCases: readonly StoreCase<Pick<Stores, 'audit'>>[] = [
  {
    name: 'sweep: deletes nothing without a cut, and a seal is none',
    async run({ audit }) {
      await clear(audit)
      const made = await appendRows(audit, {}, {}, {})
      await audit.insertCheckpoint(testAuditCheckpoint({ seq: made[1]?.seq ?? 0 }))
      assert.equal(await audit.sweep(10), 0)
      assert.deepEqual(await audit.read(0, 10), made)
    },
  },
  {
    name: 'sweep: deletes up to the newest cut, the oldest ones first, at most `limit`, and the head stays',
    async run({ audit }) {
      await clear(audit)
      const userId = unique('usr_')
      const made = await appendRows(audit, ...Array.from({ length: 7 }, () => ({ actorId: userId, tenantId: userId })))
      const head = await audit.head()
      for (const at of [4, 1]) await cutAt(audit, made[at]?.seq ?? 0)
      assert.equal(await audit.sweep(0), 0)
      assert.equal(await audit.sweep(2), 2)
      assert.deepEqual(await audit.read(0, 10), made.slice(2))
      assert.equal(await audit.sweep(10), 3)
      assert.equal(await audit.sweep(10), 0)
      for (const filter of [{}, { userId }, { tenantId: userId }, { userId, tenantId: userId }]) {
        assert.deepEqual(await audit.list(filter, null, 10), made.slice(5).toReversed())
      }
      assert.deepEqual(await audit.head(), head)
    },
  },
  {
    name: 'sweep: when all of them are gone the next entry goes on where the last one was, and the checkpoints stay',
    async run({ audit }) {
      await appendRows(audit, {}, {})
      await clear(audit)
      const head = await audit.head()
      assert.deepEqual(await audit.read(0, 10), [])
      const [next] = await appendRows(audit, {})
      assert.deepEqual(await expectChain(audit, head), [next])
      assert.equal((await audit.listCheckpoints(head.seq - 1, 10)).at(-1)?.kind, 'cut')
    },
  },
  {
    name: 'sweep: more than one chunk, by many callers at once and while others append, leaves what is after the cut',
    async run({ audit }) {
      await clear(audit)
      const made = await appendRows(audit, ...Array.from({ length: 350 }, () => ({})))
      const cut = made[299]
      await cutAt(audit, cut?.seq ?? 0)
      await race<unknown>(index => (index % 5 === 0 ? appendRows(audit, {}) : audit.sweep(40)))
      while ((await audit.sweep(1_000)) > 0);
      assert.equal((await expectChain(audit, { seq: cut?.seq ?? 0, hash: cut?.hash ?? '' })).length, 60)
      assert.equal((await audit.read(0, 1))[0]?.seq, made[300]?.seq)
    },
  },
]

async function clear(audit: AuditStore): Promise<void> {
  const [last] = await appendRows(audit, {})
  await cutAt(audit, last?.seq ?? 0)
  while ((await audit.sweep(10_000)) > 0);
}

async function cutAt(audit: AuditStore, seq: number): Promise<void> {
  assert.equal(await audit.insertCheckpoint(testAuditCheckpoint({ kind: 'cut', seq })), true)
}
