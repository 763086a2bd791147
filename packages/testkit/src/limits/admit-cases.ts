import assert from 'node:assert/strict'
import { hostileKeys } from '../hostile-texts.ts'
import { race } from '../race.ts'
import { unique } from '../unique.ts'
import { type LimitCase, timedLimits } from './limit-case.ts'

const limit = { maxRequests: 3, windowSecs: 64 }

export const admitCases: readonly LimitCase[] = [
  {
    name: 'admit: admits `maxRequests`, then refuses, and tells how many remain',
    async run(place) {
      const { limits } = timedLimits(place)
      const key = unique('')
      const answers = []
      for (let call = 0; call < 5; call++) answers.push(await limits.admit(key, limit))
      assert.deepEqual(
        answers.map(({ isAdmitted, remaining }) => [isAdmitted, remaining]),
        [
          [true, 2],
          [true, 1],
          [true, 0],
          [false, 0],
          [false, 0],
        ],
      )
    },
  },
  {
    name: 'admit: of 50 concurrent callers exactly `maxRequests` are admitted',
    async run(place) {
      const { limits } = timedLimits(place)
      const key = unique('')
      const answers = await race(async () => limits.admit(key, { maxRequests: 20, windowSecs: 60 }))
      const admitted = answers.filter(({ isAdmitted }) => isAdmitted)
      assert.deepEqual(
        admitted.map(({ remaining }) => remaining).toSorted((a, b) => a - b),
        [...Array(20).keys()],
      )
    },
  },
  {
    name: 'admit: keys are counted apart, whatever characters they differ in',
    async run(place) {
      const { limits } = timedLimits(place)
      const marker = unique('')
      for (const key of hostileKeys) {
        assert.equal((await limits.admit(`${marker}${key}`, limit)).remaining, 2, JSON.stringify(key))
      }
      for (const key of hostileKeys) {
        assert.equal((await limits.admit(`${marker}${key}`, limit)).remaining, 1, JSON.stringify(key))
      }
    },
  },
  {
    name: 'admit: keys are counted each by the length of its own window',
    async run(place) {
      const { at } = timedLimits(place)
      const [short, long] = [unique(''), unique('')]
      await at(0).admit(short, { maxRequests: 1, windowSecs: 1 })
      await at(0).admit(long, { maxRequests: 1, windowSecs: 86_400 })
      assert.equal((await at(1.1).admit(short, { maxRequests: 1, windowSecs: 1 })).isAdmitted, true)
      assert.equal((await at(86_400).admit(long, { maxRequests: 1, windowSecs: 86_400 })).isAdmitted, false)
      assert.equal((await at(87_751).admit(long, { maxRequests: 1, windowSecs: 86_400 })).isAdmitted, true)
    },
  },
]
