import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { emptyOutbox } from '../outbox/empty-outbox.ts'
import { testOutboxMail } from '../records.ts'
import { callers, type RaceCase, shareOf } from './race-case.ts'

/** What `OutboxStore` promises to several processes. */
export const outboxRaceCases: readonly RaceCase<Pick<Stores, 'outbox'>>[] = [
  {
    name: 'claim: of 1,000 callers in several processes each of 300 mails goes to exactly one',
    async run(racers, { outbox }) {
      await emptyOutbox(outbox)
      const made = Array.from({ length: 300 }, () => testOutboxMail())
      for (const mail of made) await outbox.insert(mail)
      const answers = await racers.race('claim', 'any', shareOf(callers, racers))
      const claimed = answers.filter(answer => answer !== null)
      assert.deepEqual(claimed.toSorted(), made.map(({ id }) => id).toSorted())
    },
  },
]
