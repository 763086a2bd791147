import assert from 'node:assert/strict'
import type { OutboxMail, Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { hostileTexts, textWithNul } from '../hostile-texts.ts'
import { race } from '../race.ts'
import { testOutboxMail } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'
import { emptyOutbox } from './empty-outbox.ts'

/** Insert, count and delete. */
export const outboxInsertCases: readonly StoreCase<Pick<Stores, 'outbox'>>[] = [
  {
    name: 'insert: the mail waits and is claimed, every member as it was but for its try and its lease',
    async run({ outbox }) {
      await emptyOutbox(outbox)
      for (const value of hostileTexts) {
        const mail = testOutboxMail({ value, tries: 3, dueAt: now - 5, createdAt: now - 9 })
        await outbox.insert(mail)
        assert.deepEqual(await outbox.claim(now, 60, 10), [{ ...mail, tries: 4, dueAt: now + 60 }])
      }
    },
  },
  {
    name: 'insert: a NUL in a value comes back unchanged',
    async run({ outbox }) {
      await emptyOutbox(outbox)
      await outbox.insert(testOutboxMail({ value: textWithNul }))
      assert.equal((await outbox.claim(now, 60, 10))[0]?.value, textWithNul)
    },
  },
  {
    name: 'insert: a later mail with the same key takes the place of the one that waits, all of it',
    async run({ outbox }) {
      await emptyOutbox(outbox)
      const old = testOutboxMail({ dueAt: now - 60, tries: 2 })
      const next = { ...testOutboxMail({ key: old.key, value: 'new', createdAt: now + 5 }), expiresAt: now + 9 }
      await outbox.insert(old)
      await outbox.insert(next)
      assert.equal(await outbox.count(), 1)
      assert.deepEqual(await outbox.claim(now, 60, 10), [{ ...next, tries: 1, dueAt: now + 60 }])
    },
  },
  {
    name: 'insert: the same mail may be inserted twice',
    async run({ outbox }) {
      await emptyOutbox(outbox)
      const mail = testOutboxMail()
      for (const value of ['old', 'new']) await outbox.insert({ ...mail, value })
      assert.equal(await outbox.count(), 1)
      assert.equal((await outbox.claim(now, 60, 10))[0]?.value, 'new')
    },
  },
  {
    name: 'insert: takes the place of a mail that a worker has, whose id then means nothing',
    async run({ outbox }) {
      await emptyOutbox(outbox)
      const old = testOutboxMail()
      const next = testOutboxMail({ key: old.key })
      await outbox.insert(old)
      await outbox.claim(now, 60, 10)
      await outbox.insert(next)
      assert.equal(await outbox.delete(old.id), false)
      assert.equal(await outbox.postpone(old.id, now + 3_600), false)
      assert.deepEqual(await outbox.claim(now, 60, 10), [{ ...next, tries: 1, dueAt: now + 60 }])
      assert.equal(await outbox.delete(next.id), true)
    },
  },
  {
    name: 'insert: of 50 concurrent callers with one key one mail is kept whole, and the others are gone',
    async run({ outbox }) {
      await emptyOutbox(outbox)
      const key = unique('key ')
      const made = await race(async index => testOutboxMail({ key, value: `value ${index}` }))
      await race(index => outbox.insert(made[index] as OutboxMail)) // one for each racer
      const claimed = await outbox.claim(now, 60, 100)
      const kept = made.find(({ id }) => id === claimed[0]?.id)
      assert.deepEqual(claimed, [{ ...kept, tries: 1, dueAt: now + 60 }])
      for (const { id } of made) assert.equal(await outbox.delete(id), id === kept?.id)
    },
  },
  {
    name: 'count: counts what waits, due or not, in the hands of a worker or not',
    async run({ outbox }) {
      await emptyOutbox(outbox)
      const made = [testOutboxMail(), testOutboxMail({ dueAt: now + 60 }), testOutboxMail({ expiresAt: now })]
      for (const mail of made) await outbox.insert(mail)
      await outbox.claim(now, 60, 1)
      assert.equal(await outbox.count(), 3)
      await outbox.delete(made[1]?.id ?? '')
      assert.equal(await outbox.count(), 2)
    },
  },
  {
    name: 'delete: answers true once, and nobody gets the mail',
    async run({ outbox }) {
      await emptyOutbox(outbox)
      const mail = testOutboxMail({ id: unique('mail_mixed') })
      await outbox.insert(mail)
      for (const id of [unique('mail_'), '', '%', textWithNul, mail.id.toUpperCase(), mail.key]) {
        assert.equal(await outbox.delete(id), false)
      }
      assert.equal(await outbox.delete(mail.id), true)
      assert.equal(await outbox.delete(mail.id), false)
      assert.deepEqual(await outbox.claim(now, 60, 10), [])
    },
  },
]
