import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { hostileKeys } from '../hostile-texts.ts'
import { testOneTimeEntry } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

export const oneTimeKeyCases: readonly StoreCase<Pick<Stores, 'oneTime'>>[] = [
  {
    name: 'put: purposes and keys of odd characters are kept apart',
    async run({ oneTime }) {
      const marker = unique('')
      const made = hostileKeys.flatMap(key => [
        testOneTimeEntry({ purpose: 'code', key: `${marker}${key}`, value: `key ${key}` }),
        testOneTimeEntry({ purpose: `code${key}!`, key: marker, value: `purpose ${key}` }),
      ])
      for (const entry of made) await oneTime.put(entry)
      for (const { purpose, key, value } of made) {
        assert.deepEqual(await oneTime.fail(purpose, key, 1, now), { tries: 1, value })
      }
      for (const { purpose, key, value } of made) assert.equal(await oneTime.take(purpose, key, now), value)
    },
  },
]
