import assert from 'node:assert/strict'
import { unique } from '../unique.ts'
import { type LimitCase, timedLimits } from './limit-case.ts'

const limit = { maxRequests: 3, windowSecs: 64 }

export const limitSweepCases: readonly LimitCase[] = [
  {
    name: 'sweep: a key of which something counts stays',
    async run(place) {
      const { at } = timedLimits(place)
      const key = unique('')
      for (const secs of [0, 60, 60]) await at(secs).admit(key, limit)
      await at(64).sweep(1_000)
      assert.equal((await at(64).admit(key, limit)).isAdmitted, false)
      await at(70).sweep(1_000)
      assert.equal((await at(70).admit(key, limit)).remaining, 0)
    },
  },
  {
    name: 'sweep: deletes keys of which nothing counts any more, at most `limit`, and answers how many',
    async run(place) {
      const { at } = timedLimits(place)
      for (let sweeps = 0; sweeps < 100 && (await at(400_000).sweep(1_000)) > 0; sweeps++);
      for (let made = 0; made < 130; made++) await at(400_000).admit(unique(''), limit)
      assert.equal(await at(400_060).sweep(60), 0)
      assert.equal(await at(400_300).sweep(60), 60)
      assert.equal(await at(400_300).sweep(60), 60)
      assert.equal(await at(400_300).sweep(60), 10)
      assert.equal(await at(400_300).sweep(60), 0)
    },
  },
]
