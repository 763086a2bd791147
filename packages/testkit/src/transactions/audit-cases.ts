import assert from 'node:assert/strict'
import type { StoreBundle } from '@pylon/core'
import { expectChain } from '../audit/expect-chain.ts'
import { appendRows, testAuditCheckpoint } from '../audit/records.ts'
import { testTime as now } from '../fake-clock.ts'
import { testUser } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'
import { failing } from './failing.ts'

/** The audit log in transactions. */
export const transactionAuditCases: readonly StoreCase<StoreBundle>[] = [
  {
    name: 'transaction: keeps audit entries together with what they tell of',
    async run(stores) {
      const start = await stores.audit.head()
      const user = testUser()
      const made = await stores.transaction(async tx => {
        await tx.users.insert(user)
        const rows = [...(await appendRows(tx.audit, {})), ...(await appendRows(tx.audit, {}, {}))]
        assert.deepEqual(await expectChain(tx.audit, start), rows)
        return rows
      })
      assert.deepEqual(await expectChain(stores.audit, start), made)
      assert.deepEqual(await stores.users.findById(user.id), user)
    },
  },
  {
    name: 'transaction: when the work throws, audit entries, checkpoints, claims and deletions are as if they never were',
    async run(stores) {
      const [first] = await appendRows(stores.audit, {}, {})
      const start = await stores.audit.head()
      const sink = unique('sink ')
      await failing(stores, async ({ audit }) => {
        await audit.insertCheckpoint(testAuditCheckpoint({ kind: 'cut', seq: start.seq - 1 }))
        assert.notEqual(await audit.sweep(10_000), 0)
        await appendRows(audit, {}, {})
        await audit.claimSink(sink, 'a', 60, now)
        await audit.advanceSink(sink, 'a', 5)
      })
      assert.deepEqual(await expectChain(stores.audit, start), [])
      assert.deepEqual((await stores.audit.read(start.seq - 2, 1))[0], first)
      assert.deepEqual(await stores.audit.listCheckpoints(start.seq - 2, 1), [])
      assert.equal(await stores.audit.claimSink(sink, 'b', 60, now), 0)
      assert.equal((await appendRows(stores.audit, {}))[0]?.seq, start.seq + 1)
    },
  },
  {
    name: 'transaction: an append that fails leaves the rest of the work to go on',
    async run(stores) {
      const start = await stores.audit.head()
      const user = testUser()
      await stores.transaction(async tx => {
        await assert.rejects(tx.audit.append(() => []))
        await tx.users.insert(user)
      })
      assert.deepEqual(await expectChain(stores.audit, start), [])
      assert.deepEqual(await stores.users.findById(user.id), user)
    },
  },
  {
    name: 'transaction: of 20 at once, some of which throw, and appends outside, those that are kept are one chain',
    async run(stores) {
      const start = await stores.audit.head()
      const appends = Array.from({ length: 20 }, (_, index) => {
        if (index % 4 === 0) return appendRows(stores.audit, {}).then(() => 1)
        if (index % 4 === 1) return failing(stores, async tx => void (await appendRows(tx.audit, {}))).then(() => 0)
        return stores.transaction(tx => appendRows(tx.audit, {}, {})).then(() => 2)
      })
      const counts: readonly number[] = await Promise.all(appends)
      const stored = await expectChain(stores.audit, start)
      assert.equal(
        stored.length,
        counts.reduce((sum, count) => sum + count),
      )
    },
  },
]
