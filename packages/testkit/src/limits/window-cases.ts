import assert from 'node:assert/strict'
import { unique } from '../unique.ts'
import { admittedOf, kindsOfLimit, type LimitCase, timedLimits } from './limit-case.ts'

const windowSecs = 64

export const windowCases: readonly LimitCase[] = [
  {
    name: 'admit: a request counts for the whole window, and a slot longer at most',
    async run(place) {
      for (const { limit, third, slotSecs } of kindsOfLimit) {
        const { at } = timedLimits(place)
        const key = unique('')
        assert.equal(await admittedOf(3 * third, at(0), key, limit), 3 * third)
        for (const secs of [windowSecs, windowSecs + slotSecs - 0.006]) {
          assert.equal((await at(secs).admit(key, limit)).isAdmitted, false, `admitted after ${secs} s`)
        }
        assert.equal((await at(windowSecs + slotSecs - 0.004).admit(key, limit)).isAdmitted, true)
      }
    },
  },
  {
    name: 'admit: requests leave one after the other, as they came',
    async run(place) {
      for (const { limit, third } of kindsOfLimit) {
        const { at } = timedLimits(place)
        const key = unique('')
        for (const secs of [0, 10, 20]) assert.equal(await admittedOf(third, at(secs), key, limit), third)
        for (const secs of [65, 75, 85]) assert.equal(await admittedOf(third + 1, at(secs), key, limit), third)
      }
    },
  },
  {
    name: 'admit: what was refused does not count',
    async run(place) {
      for (const { limit, third } of kindsOfLimit) {
        const { at } = timedLimits(place)
        const key = unique('')
        assert.equal(await admittedOf(3 * third + 1, at(0), key, limit), 3 * third)
        for (let secs = 1; secs < 64; secs++) assert.equal(await admittedOf(1, at(secs), key, limit), 0)
        assert.equal((await at(65).admit(key, limit)).remaining, 3 * third - 1)
      }
    },
  },
  {
    name: 'admit: `resetSecs` is when the oldest request leaves, of those who are refused too',
    async run(place) {
      for (const { limit, third, slotSecs } of kindsOfLimit) {
        const { at } = timedLimits(place)
        const key = unique('')
        const leavesAt = windowSecs + slotSecs - 0.005
        for (const secs of [0, 10, 20]) {
          await admittedOf(third - 1, at(secs), key, limit)
          assertNear((await at(secs).admit(key, limit)).resetSecs, leavesAt - secs)
        }
        assertNear((await at(63.5).admit(key, limit)).resetSecs, leavesAt - 63.5)
        assertNear((await at(70).admit(key, limit)).resetSecs, leavesAt + 10 - 70)
      }
    },
  },
  {
    name: 'admit: a key that was quiet for long begins anew',
    async run(place) {
      for (const { limit, third } of kindsOfLimit) {
        for (const quietSecs of [...roundTripsOf16Bits, 1_000_000]) {
          const { at } = timedLimits(place)
          const key = unique('')
          await admittedOf(3 * third, at(0), key, limit)
          assert.equal((await at(quietSecs).admit(key, limit)).remaining, 3 * third - 1, `after ${quietSecs} s`)
        }
      }
    },
  },
]

/** After as many slots of a 64th of a second what is kept in 16 bits looks as new as it was, or a little older. */
const roundTripsOf16Bits = [1_024, 1_034, 2_048]

const assertNear = (found: number, expected: number): void =>
  assert.ok(Math.abs(found - expected) < 0.003, `${found} is not ${expected}`)
