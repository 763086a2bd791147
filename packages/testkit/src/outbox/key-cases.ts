import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { hostileKeys } from '../hostile-texts.ts'
import { testOutboxMail } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'
import { emptyOutbox } from './empty-outbox.ts'

export const outboxKeyCases: readonly StoreCase<Pick<Stores, 'outbox'>>[] = [
  {
    name: 'insert: keys and ids of odd characters, and of other letter case, are kept apart',
    async run({ outbox }) {
      await emptyOutbox(outbox)
      const marker = unique('')
      const made = [...hostileKeys, 'k', 'K'].map(key =>
        testOutboxMail({ id: `mail_${marker}${key}`, key: `${marker}${key}` }),
      )
      for (const mail of made) await outbox.insert(mail)
      assert.equal(await outbox.count(), made.length)
      for (const { id } of made) assert.equal(await outbox.postpone(id, now + 5), true)
      for (const { id } of made) assert.equal(await outbox.delete(id), true)
    },
  },
]
