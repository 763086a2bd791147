import assert from 'node:assert/strict'
import type { AuditHead, AuditRow, Stores } from '@pylon/core'
import { hostileTexts, textWithNul } from '../hostile-texts.ts'
import { overwrite } from '../overwrite.ts'
import { race } from '../race.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'
import { expectChain } from './expect-chain.ts'
import { appendRows, testAuditRow, testAuditRows } from './records.ts'

/** Append, head and probe. */
export const auditAppendCases: readonly StoreCase<Pick<Stores, 'audit'>>[] = [
  {
    name: 'append: stores every member as it was, and the head is the last entry',
    async run({ audit }) {
      const start = await audit.head()
      const made = await appendRows(audit, ...strangeRows)
      assert.deepEqual(await expectChain(audit, start), made)
    },
  },
  {
    name: 'append: goes on after the entry before, step by step',
    async run({ audit }) {
      const start = await audit.head()
      const made = [
        ...(await appendRows(audit, {})),
        ...(await appendRows(audit, {}, {})),
        ...(await appendRows(audit, {})),
      ]
      assert.deepEqual(await expectChain(audit, start), made)
    },
  },
  {
    name: 'append: a thousand entries in one step are as good as one',
    async run({ audit }) {
      const start = await audit.head()
      const made = await appendRows(audit, ...Array.from({ length: 1_000 }, () => ({})))
      assert.deepEqual(await expectChain(audit, start), made)
    },
  },
  {
    name: 'append: of 50 concurrent callers everybody’s entries are in one chain, without a gap or a fork',
    async run({ audit }) {
      const start = await audit.head()
      const actorId = unique('usr_')
      const made = await race(index =>
        appendRows(audit, ...Array.from({ length: 1 + (index % 3) }, () => ({ actorId }))),
      )
      const stored = await expectChain(audit, start)
      assert.deepEqual(
        stored,
        made.flat().toSorted((a, b) => a.seq - b.seq),
      )
    },
  },
  {
    name: 'append: a `link` that throws stores nothing, and its error comes back as it is',
    async run({ audit }) {
      const start = await audit.head()
      const error = new Error('cannot be linked')
      const fail = (): never => {
        throw error
      }
      await assert.rejects(audit.append(fail), thrown => thrown === error)
      assert.deepEqual(await expectChain(audit, start), [])
      assert.equal((await appendRows(audit, {}))[0]?.seq, start.seq + 1)
    },
  },
  {
    name: 'append: rows that are not numbered on from the newest entry are refused, and so are none, and nothing is stored',
    async run({ audit }) {
      await appendRows(audit, {}, {})
      const start = await audit.head()
      for (const [name, link] of Object.entries(wrongLinks)) {
        await assert.rejects(audit.append(link), { name: 'Error' }, name)
        assert.deepEqual(await expectChain(audit, start), [], name)
      }
    },
  },
  {
    name: 'append: what a caller does to a row before or after changes nothing that is stored',
    async run({ audit }) {
      const start = await audit.head()
      const [made] = await appendRows(audit, {})
      const copy = { ...made }
      overwrite(made ?? {})
      for (const row of await audit.read(start.seq, 1)) overwrite(row)
      overwrite(await audit.head())
      assert.deepEqual(await expectChain(audit, start), [copy])
    },
  },
  {
    name: 'probe: stores nothing, also while others append',
    async run({ audit }) {
      const start = await audit.head()
      await audit.probe()
      assert.deepEqual(await expectChain(audit, start), [])
      await race<unknown>(index => (index % 5 === 0 ? appendRows(audit, {}) : audit.probe()))
      assert.equal((await expectChain(audit, start)).length, 10)
    },
  },
]

const strangeRows: readonly Partial<AuditRow>[] = [
  { actorId: null, subjectId: null, tenantId: null },
  { actorId: 'a', subjectId: null, tenantId: 'org_1' },
  { actorId: null, subjectId: '', tenantId: '' },
  ...[...hostileTexts, textWithNul].map(text => ({ actorId: text, subjectId: text, tenantId: text })),
]

const wrongLinks: Readonly<Record<string, (head: AuditHead) => readonly AuditRow[]>> = {
  none: () => [],
  'the newest one again': head => [testAuditRow({ ...head, seq: head.seq - 1 })],
  'one left out': head => [testAuditRow({ ...head, seq: head.seq + 1 })],
  'a gap between': head => [testAuditRow(head), testAuditRow({ ...head, seq: head.seq + 2 })],
  'one twice': head => [testAuditRow(head), testAuditRow(head)],
  backwards: head => testAuditRows(head, [{}, {}, {}]).toReversed(),
  'no number': head => [testAuditRow(head, { seq: Number.NaN })],
  'a fraction': head => [testAuditRow(head, { seq: head.seq + 0.5 })],
}
