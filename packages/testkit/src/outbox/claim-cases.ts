import assert from 'node:assert/strict'
import type { OutboxMail, Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { race } from '../race.ts'
import { testOutboxMail } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { emptyOutbox } from './empty-outbox.ts'

export const outboxClaimCases: readonly StoreCase<Pick<Stores, 'outbox'>>[] = [
  {
    name: 'claim: takes what is due in that second, and nothing that is due later',
    async run({ outbox }) {
      await emptyOutbox(outbox)
      const [due, early] = [testOutboxMail({ dueAt: now + 5 }), testOutboxMail({ dueAt: now + 6 })]
      for (const mail of [early, due]) await outbox.insert(mail)
      assert.deepEqual(await outbox.claim(now + 4, 60, 10), [])
      assert.deepEqual(idsOf(await outbox.claim(now + 5, 60, 10)), [due.id])
      assert.deepEqual(await outbox.claim(now + 5, 60, 10), [])
    },
  },
  {
    name: 'claim: takes at most `limit`, those that are due longest first, and 0 takes none',
    async run({ outbox }) {
      await emptyOutbox(outbox)
      const times = [now - 3, now - 9, now - 1, now - 7, now - 5]
      const made = times.map(dueAt => testOutboxMail({ dueAt }))
      for (const mail of made) await outbox.insert(mail)
      const [d, a, e, b, c] = idsOf(made)
      assert.deepEqual(await outbox.claim(now, 60, 0), [])
      assert.deepEqual(new Set(idsOf(await outbox.claim(now, 60, 2))), new Set([a, b]))
      assert.deepEqual(idsOf(await outbox.claim(now, 60, 1)), [c])
      assert.deepEqual(new Set(idsOf(await outbox.claim(now, 60, 9))), new Set([d, e]))
    },
  },
  {
    name: 'claim: a mail whose worker dies goes to another one when the lease ends, with one try more',
    async run({ outbox }) {
      await emptyOutbox(outbox)
      const mail = testOutboxMail()
      await outbox.insert(mail)
      for (let tries = 1; tries <= 3; tries++) {
        const at = now + tries * 60
        assert.deepEqual(await outbox.claim(at, 60, 10), [{ ...mail, tries, dueAt: at + 60 }])
        assert.deepEqual(await outbox.claim(at + 59, 60, 10), [])
      }
    },
  },
  {
    name: 'claim: an expired mail is handed out like any other, for a worker to delete',
    async run({ outbox }) {
      await emptyOutbox(outbox)
      const mail = testOutboxMail({ expiresAt: now - 60 })
      await outbox.insert(mail)
      assert.deepEqual(idsOf(await outbox.claim(now, 60, 10)), [mail.id])
    },
  },
  {
    name: 'claim: of 50 concurrent callers each mail goes to exactly one',
    async run({ outbox }) {
      await emptyOutbox(outbox)
      const made = await race(async index => testOutboxMail({ dueAt: now - (index % 3) }))
      for (const mail of made) await outbox.insert(mail)
      const rounds = [await race(() => outbox.claim(now, 60, 3)), await race(() => outbox.claim(now, 60, 3))]
      const claimed = rounds.flat(2) // of callers at once some may have found the mails of others in their hands
      assert.deepEqual(idsOf(claimed).toSorted(), idsOf(made).toSorted())
      assert.ok(claimed.every(({ tries }) => tries === 1))
    },
  },
  {
    name: 'claim: together with deletions, no deleted mail comes back',
    async run({ outbox }) {
      await emptyOutbox(outbox)
      const made = await race(async () => testOutboxMail())
      for (const mail of made) await outbox.insert(mail)
      await race(index => Promise.all([outbox.claim(now, 60, 2), outbox.delete(made[index]?.id ?? '')]))
      assert.equal(await outbox.count(), 0)
    },
  },
]

const idsOf = (mails: readonly OutboxMail[]): readonly string[] => mails.map(({ id }) => id)
