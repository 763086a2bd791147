import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { expectChain } from '../audit/expect-chain.ts'
import { countOf } from '../race.ts'
import { unique } from '../unique.ts'
import { callers, type RaceCase, shareOf } from './race-case.ts'

/** What `AuditStore` promises to several processes. */
export const auditRaceCases: readonly RaceCase<Pick<Stores, 'audit'>>[] = [
  {
    name: 'append: what two processes add at the same time is one chain, without a gap or a fork, and nothing is lost',
    async run(racers, { audit }) {
      const start = await audit.head()
      const users = [unique('usr_'), unique('usr_')] as const
      const counts = await racers.raceApart(['appendOnAndOn', users[0]], ['appendOnAndOn', users[1]])
      const stored = await expectChain(audit, start)
      assert.deepEqual(
        users.map(id => stored.filter(({ actorId }) => actorId === id).length),
        counts,
      )
    },
  },
  {
    name: 'claimSink: of 1,000 holders in several processes exactly one has it',
    async run(racers, _) {
      const answers = await racers.race('claimSink', unique('sink '), shareOf(callers, racers))
      assert.equal(countOf(answers, true), 1)
    },
  },
]
