import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { hostileKeys } from '../hostile-texts.ts'
import { testUser } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

export const userKeyCases: readonly StoreCase<Pick<Stores, 'users'>>[] = [
  {
    name: 'insert: ids and emails of odd characters are kept apart',
    async run({ users }) {
      const marker = unique('')
      const made = hostileKeys.map(key => testUser({ id: `usr_${marker}${key}`, email: `${marker}@${key}` }))
      for (const user of made) assert.equal(await users.insert(user), true)
      for (const user of made) {
        assert.deepEqual(await users.findById(user.id), user)
        assert.deepEqual(await users.findByEmail(user.email), user)
        assert.equal((await users.update(user.id, { displayName: user.id }, false, now))?.displayName, user.id)
      }
      for (const { id } of made) assert.equal((await users.findById(id))?.displayName, id)
      for (const { id } of made) assert.equal(await users.delete(id), true)
    },
  },
]
