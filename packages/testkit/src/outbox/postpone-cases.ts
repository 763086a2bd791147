import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { textWithNul } from '../hostile-texts.ts'
import { testOutboxMail } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'
import { emptyOutbox } from './empty-outbox.ts'

export const outboxPostponeCases: readonly StoreCase<Pick<Stores, 'outbox'>>[] = [
  {
    name: 'postpone: lets the mail wait, or lets it go at once, and changes nothing else',
    async run({ outbox }) {
      await emptyOutbox(outbox)
      const [mail, other] = [testOutboxMail(), testOutboxMail({ dueAt: now + 3_600 })]
      for (const each of [mail, other]) await outbox.insert(each)
      await outbox.claim(now, 60, 10)
      assert.equal(await outbox.postpone(mail.id, now + 300), true)
      assert.deepEqual(await outbox.claim(now + 299, 60, 10), [])
      assert.deepEqual(await outbox.claim(now + 300, 60, 10), [{ ...mail, tries: 2, dueAt: now + 360 }])
      assert.equal(await outbox.postpone(mail.id, now), true)
      assert.deepEqual(await outbox.claim(now, 60, 10), [{ ...mail, tries: 3, dueAt: now + 60 }])
    },
  },
  {
    name: 'postpone: answers false for a mail that is gone, and makes none',
    async run({ outbox }) {
      await emptyOutbox(outbox)
      const mail = testOutboxMail()
      await outbox.insert(mail)
      await outbox.delete(mail.id)
      for (const id of [mail.id, unique('mail_'), '', '%', textWithNul]) {
        assert.equal(await outbox.postpone(id, now), false)
      }
      assert.equal(await outbox.count(), 0)
    },
  },
]
