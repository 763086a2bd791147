import assert from 'node:assert/strict'
import { unique } from '../unique.ts'
import { admittedOf, kindsOfLimit, type LimitCase, timedLimits } from './limit-case.ts'

const hour = 3_600

export const limitClockCases: readonly LimitCase[] = [
  {
    name: 'admit: a clock set back an hour forgets nothing, and locks nobody out for longer than a window',
    async run(place) {
      for (const { limit, third, slotSecs } of kindsOfLimit) {
        const { at } = timedLimits(place)
        const key = unique('')
        for (const secs of [0, 1, 2]) await admittedOf(third, at(secs), key, limit)
        for (let secs = 2; secs < 64; secs++) {
          const { isAdmitted, resetSecs } = await at(secs - hour).admit(key, limit)
          assert.equal(isAdmitted, false, `admitted after ${secs} seconds`)
          assert.ok(resetSecs <= 64 + slotSecs && resetSecs > 0, `${resetSecs} seconds to wait`)
        }
        assert.equal(await admittedOf(3 * third + 1, at(67 - hour), key, limit), 3 * third)
      }
    },
  },
  {
    name: 'admit: a clock set back a moment counts what came before it and what comes after it together',
    async run(place) {
      for (const { limit, third } of kindsOfLimit) {
        const { at } = timedLimits(place)
        const key = unique('')
        for (const secs of [10, 8.2, 8.4]) await admittedOf(third, at(secs), key, limit)
        assert.equal((await at(8.6).admit(key, limit)).isAdmitted, false)
        assert.equal((await at(72).admit(key, limit)).isAdmitted, false)
        assert.equal((await at(73.1).admit(key, limit)).remaining, 3 * third - 1)
      }
    },
  },
  {
    name: 'admit: after a clock that jumped an hour forward and back the limit holds as before',
    async run(place) {
      for (const { limit, third } of kindsOfLimit) {
        const { at } = timedLimits(place)
        const key = unique('')
        for (const secs of [0, 1, 2]) await admittedOf(third, at(hour + secs), key, limit)
        assert.equal((await at(0).admit(key, limit)).isAdmitted, false)
        assert.equal(await admittedOf(3 * third + 2, at(66), key, limit), 3 * third)
      }
    },
  },
]
