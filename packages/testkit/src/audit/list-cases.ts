import assert from 'node:assert/strict'
import type { AuditRow, Stores } from '@pylon/core'
import { hostileKeys } from '../hostile-texts.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'
import { appendRows } from './records.ts'

/** List and read. */
export const auditListCases: readonly StoreCase<Pick<Stores, 'audit'>>[] = [
  {
    name: 'list: of a user what they did and what was done to them, each entry once',
    async run({ audit }) {
      const [userId, other] = [unique('usr_'), unique('usr_')]
      const made = await appendRows(
        audit,
        { actorId: userId, subjectId: userId },
        { actorId: userId, subjectId: other },
        { actorId: other, subjectId: userId },
        { actorId: null, subjectId: userId },
        { actorId: userId, subjectId: null },
        { actorId: other, subjectId: other },
        { actorId: null, subjectId: null, tenantId: userId },
      )
      assert.deepEqual(await audit.list({ userId }, null, 100), made.slice(0, 5).toReversed())
    },
  },
  {
    name: 'list: of a tenant, and of a user in a tenant',
    async run({ audit }) {
      const [userId, tenantId] = [unique('usr_'), unique('org_')]
      const made = await appendRows(
        audit,
        { tenantId },
        { actorId: userId, tenantId },
        { subjectId: userId, tenantId: unique('org_') },
        { subjectId: userId, tenantId },
        { actorId: userId, tenantId: null },
      )
      const [a, b, , d] = made
      assert.deepEqual(await audit.list({ tenantId }, null, 100), [d, b, a])
      assert.deepEqual(await audit.list({ userId, tenantId }, null, 100), [d, b])
    },
  },
  {
    name: 'list: without a filter all of them, the newest first',
    async run({ audit }) {
      const made = await appendRows(audit, {}, { actorId: null, subjectId: null }, {})
      assert.deepEqual(await audit.list({}, null, 3), made.toReversed())
    },
  },
  {
    name: 'list: page by page, of any filter, each entry is seen once while others are added',
    async run({ audit }) {
      const [userId, tenantId] = [unique('usr_'), unique('org_')]
      const overrides = Array.from({ length: 12 }, (_, index) => ({
        tenantId,
        ...(index % 3 === 0 ? {} : { actorId: userId }),
        ...(index % 2 === 0 ? {} : { subjectId: userId }),
      }))
      const made = await appendRows(audit, ...overrides)
      const theirs = made.filter(({ actorId, subjectId }) => [actorId, subjectId].includes(userId))
      for (const [filter, wanted] of [
        [{ userId }, theirs],
        [{ tenantId }, made],
        [{ userId, tenantId }, theirs],
      ] as const) {
        const seen: AuditRow[] = []
        for (let page = await audit.list(filter, null, 5); page.length > 0; ) {
          seen.push(...page)
          await appendRows(audit, { actorId: userId, tenantId: unique('org_') })
          page = await audit.list(filter, seen.at(-1)?.seq ?? 0, 5)
        }
        assert.deepEqual(seen, wanted.toReversed())
      }
    },
  },
  {
    name: 'list: `before` leaves out the entry itself, a limit of 0 answers none, and unknown ids answer none',
    async run({ audit }) {
      const userId = unique('usr_')
      const [first, second] = await appendRows(audit, { actorId: userId }, { actorId: userId })
      const before = second?.seq ?? 0
      assert.deepEqual(await audit.list({ userId }, before, 10), [first])
      assert.deepEqual((await audit.list({}, before, 1))[0], first)
      assert.deepEqual(await audit.list({ userId }, null, 0), [])
      assert.deepEqual(await audit.list({ userId }, 1, 10), [])
      assert.deepEqual(await audit.list({ userId: unique('usr_') }, null, 10), [])
      assert.deepEqual(await audit.list({ userId, tenantId: unique('org_') }, null, 10), [])
    },
  },
  {
    name: 'list: ids of odd characters, and of other letter case, are kept apart',
    async run({ audit }) {
      const marker = unique('')
      const ids = [...hostileKeys, 'k', 'K'].map(key => `${marker}${key}`)
      const made = await appendRows(audit, ...ids.map(id => ({ actorId: id, subjectId: null, tenantId: id })))
      for (const [index, id] of ids.entries()) {
        for (const filter of [{ userId: id }, { tenantId: id }, { userId: id, tenantId: id }]) {
          assert.deepEqual(await audit.list(filter, null, 10), [made[index]])
        }
      }
    },
  },
  {
    name: 'read: the oldest first, at most `limit`, on from any entry',
    async run({ audit }) {
      const start = await audit.head()
      const made = await appendRows(audit, {}, {}, {}, {}, {})
      assert.deepEqual(await audit.read(start.seq, 2), made.slice(0, 2))
      assert.deepEqual(await audit.read(start.seq + 2, 2), made.slice(2, 4))
      assert.deepEqual(await audit.read(start.seq + 4, 2), made.slice(4))
      assert.deepEqual(await audit.read(start.seq + 5, 2), [])
      assert.deepEqual(await audit.read(start.seq + 99, 2), [])
      assert.deepEqual(await audit.read(start.seq, 0), [])
    },
  },
]
