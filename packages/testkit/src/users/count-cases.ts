import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { testUser } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

export const userCountCases: readonly StoreCase<Pick<Stores, 'users'>>[] = [
  {
    name: 'count: follows inserts and deletions, and nothing else',
    async run({ users }) {
      const before = await users.count()
      const [first, second] = [testUser(), testUser()]
      for (const user of [first, second, testUser({ email: first.email })]) await users.insert(user)
      assert.equal(await users.count(), before + 2)
      await users.update(first.id, { email: `${unique('')}@example.com`, isBanned: true }, true, now)
      assert.equal(await users.count(), before + 2)
      for (const id of [first.id, first.id, unique('usr_')]) await users.delete(id)
      assert.equal(await users.count(), before + 1)
    },
  },
]
