import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { hostileKeys } from '../hostile-texts.ts'
import { countOf, race } from '../race.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

export const auditSinkCases: readonly StoreCase<Pick<Stores, 'audit'>>[] = [
  {
    name: 'findSink: tells anybody how far a sink is, whoever holds it, and null of one that nobody claimed',
    async run({ audit }) {
      const sink = unique('sink ')
      assert.equal(await audit.findSink(sink), null)
      await audit.claimSink(sink, 'a', 60, now)
      assert.equal(await audit.findSink(sink), 0)
      await audit.advanceSink(sink, 'a', 7)
      assert.equal(await audit.findSink(sink), 7)
      assert.equal(await audit.findSink(unique('sink ')), null)
    },
  },
  {
    name: 'claimSink: begins at 0, and goes on where the holder before had come',
    async run({ audit }) {
      const sink = unique('sink ')
      assert.equal(await audit.claimSink(sink, 'a', 60, now), 0)
      assert.equal(await audit.advanceSink(sink, 'a', 7), true)
      assert.equal(await audit.claimSink(sink, 'b', 60, now + 60), 7)
    },
  },
  {
    name: 'claimSink: another holder gets null until the lease ends, and in that second has it',
    async run({ audit }) {
      const sink = unique('sink ')
      await audit.claimSink(sink, 'a', 60, now)
      assert.equal(await audit.claimSink(sink, 'b', 60, now), null)
      assert.equal(await audit.claimSink(sink, 'b', 60, now + 59), null)
      assert.equal(await audit.claimSink(sink, 'b', 60, now - 3_600), null)
      assert.equal(await audit.claimSink(sink, 'b', 60, now + 60), 0)
      assert.equal(await audit.claimSink(sink, 'a', 60, now + 60), null)
    },
  },
  {
    name: 'claimSink: the holder may claim again, and its lease counts from then on',
    async run({ audit }) {
      const sink = unique('sink ')
      await audit.claimSink(sink, 'a', 60, now)
      await audit.advanceSink(sink, 'a', 3)
      assert.equal(await audit.claimSink(sink, 'a', 60, now + 30), 3)
      assert.equal(await audit.claimSink(sink, 'b', 60, now + 89), null)
      assert.equal(await audit.claimSink(sink, 'a', 0, now + 40), 3)
      assert.equal(await audit.claimSink(sink, 'b', 60, now + 40), 3)
    },
  },
  {
    name: 'claimSink: of 50 concurrent holders exactly one has it, before and after the lease ends',
    async run({ audit }) {
      const sink = unique('sink ')
      for (const at of [now, now + 60]) {
        const answers = await race(index => audit.claimSink(sink, `${index} at ${at}`, 60, at))
        assert.equal(countOf(answers, 0), 1)
        assert.equal(countOf(answers, null), 49)
      }
    },
  },
  {
    name: 'claimSink: sinks and holders of odd characters, and of other letter case, are kept apart',
    async run({ audit }) {
      const marker = unique('')
      const names = [...hostileKeys, 'k', 'K'].map(key => `${marker}${key}`)
      for (const [index, name] of names.entries()) {
        assert.equal(await audit.claimSink(name, name, 60, now), 0)
        assert.equal(await audit.advanceSink(name, name, index + 1), true)
      }
      for (const [index, name] of names.entries()) {
        assert.equal(await audit.claimSink(name, `${name} `, 60, now), null)
        assert.equal(await audit.claimSink(name, name, 60, now), index + 1)
      }
    },
  },
  {
    name: 'advanceSink: never goes back',
    async run({ audit }) {
      const sink = unique('sink ')
      await audit.claimSink(sink, 'a', 60, now)
      for (const seq of [5, 5, 3, 0]) assert.equal(await audit.advanceSink(sink, 'a', seq), true)
      assert.equal(await audit.claimSink(sink, 'a', 60, now), 5)
    },
  },
  {
    name: 'advanceSink: who has lost the lease moves nothing',
    async run({ audit }) {
      const sink = unique('sink ')
      assert.equal(await audit.advanceSink(sink, 'a', 5), false)
      await audit.claimSink(sink, 'a', 60, now)
      await audit.claimSink(sink, 'b', 60, now + 60)
      assert.equal(await audit.advanceSink(sink, 'a', 9), false)
      assert.equal(await audit.advanceSink(sink, 'b', 2), true)
      assert.equal(await audit.claimSink(sink, 'b', 60, now + 60), 2)
    },
  },
]
