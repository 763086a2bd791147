import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { hostileTexts } from '../hostile-texts.ts'
import { countOf, race } from '../race.ts'
import type { StoreCase } from '../store-case.ts'
import { appendRows, testAuditCheckpoint } from './records.ts'

export const auditCheckpointCases: readonly StoreCase<Pick<Stores, 'audit'>>[] = [
  {
    name: 'insertCheckpoint: every member comes back as it was',
    async run({ audit }) {
      for (const text of hostileTexts) {
        const [row] = await appendRows(audit, {})
        const seq = row?.seq ?? 0
        const made = testAuditCheckpoint({ seq, id: text, hash: text, keyId: text, signature: text })
        assert.equal(await audit.insertCheckpoint(made), true)
        assert.deepEqual(await audit.listCheckpoints(seq - 1, 10), [made])
      }
    },
  },
  {
    name: 'insertCheckpoint: a second one of that kind for that entry gets false, and the first one stays',
    async run({ audit }) {
      const [row] = await appendRows(audit, {})
      const seal = testAuditCheckpoint({ seq: row?.seq ?? 0 })
      const cut = { ...seal, kind: 'cut', signature: 'of the cut' } as const
      for (const made of [cut, seal]) assert.equal(await audit.insertCheckpoint(made), true)
      for (const made of [cut, seal]) {
        assert.equal(await audit.insertCheckpoint({ ...made, hash: 'other', signature: 'other' }), false)
      }
      assert.deepEqual(await audit.listCheckpoints(seal.seq - 1, 10), [seal, cut])
    },
  },
  {
    name: 'insertCheckpoint: of 50 concurrent callers exactly one gets true, and its checkpoint is kept',
    async run({ audit }) {
      const [row] = await appendRows(audit, {})
      const made = await race(async index => testAuditCheckpoint({ seq: row?.seq ?? 0, at: index }))
      const answers = await race(index => audit.insertCheckpoint(made[index] ?? testAuditCheckpoint()))
      assert.equal(countOf(answers, true), 1)
      assert.deepEqual(await audit.listCheckpoints((row?.seq ?? 0) - 1, 10), [made[answers.indexOf(true)]])
    },
  },
  {
    name: 'listCheckpoints: by the entry and not by the time, at most `limit`, on from any entry',
    async run({ audit }) {
      const start = await audit.head()
      const rows = await appendRows(audit, {}, {}, {}, {})
      const made = rows.map(({ seq }, index) => testAuditCheckpoint({ seq, at: 100 - index }))
      for (const checkpoint of made.toReversed()) await audit.insertCheckpoint(checkpoint)
      assert.deepEqual(await audit.listCheckpoints(start.seq, 3), made.slice(0, 3))
      assert.deepEqual(await audit.listCheckpoints(start.seq + 3, 3), made.slice(3))
      assert.deepEqual(await audit.listCheckpoints(start.seq + 4, 3), [])
      assert.deepEqual(await audit.listCheckpoints(start.seq, 0), [])
    },
  },
]
