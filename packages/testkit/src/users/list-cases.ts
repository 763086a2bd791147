import assert from 'node:assert/strict'
import type { Stores, User, UserStore } from '@pylon/core'
import { textWithNul } from '../hostile-texts.ts'
import { testUser } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

export const userListCases: readonly StoreCase<Pick<Stores, 'users'>>[] = [
  {
    name: 'list: pages follow each other by id and show every user once',
    async run({ users }) {
      const marker = unique('team ')
      const made = Array.from({ length: 7 }, () => testUser({ displayName: marker }))
      for (const user of made) await users.insert(user)
      const byId = made.toSorted((a, b) => (a.id < b.id ? -1 : 1))
      for (const limit of [1, 2, 3, 7, 10]) assert.deepEqual(await allPages(users, marker, limit), byId)
    },
  },
  {
    name: 'list: a page holds at most `limit` users, and the last one says that it is the last',
    async run({ users }) {
      const marker = unique('team ')
      for (let made = 0; made < 4; made++) await users.insert(testUser({ displayName: marker }))
      const first = await users.list(marker, 2, null)
      const second = await users.list(marker, 2, first.next)
      assert.equal(first.users.length, 2)
      assert.notEqual(first.next, null)
      assert.equal(second.users.length, 2)
      assert.equal(second.next, null)
    },
  },
  {
    name: 'list: looks in id, email and display name',
    async run({ users }) {
      const marker = unique('')
      const found = [
        testUser({ id: `usr_a${marker}` }),
        testUser({ id: unique('usr_b'), email: `x${marker}x@example.com` }),
        testUser({ id: unique('usr_c'), displayName: `x${marker}` }),
      ]
      for (const user of [...found, testUser(), testUser({ displayName: null })]) await users.insert(user)
      assert.deepEqual((await users.list(marker, 10, null)).users, found)
    },
  },
  {
    name: 'list: wildcards, quotes and backslashes in a query mean themselves',
    async run({ users }) {
      const marker = unique('')
      const named = (name: string): User => testUser({ displayName: `${marker}${name}` })
      const made = ['%', '_', '*', '?', '\\', "'", '"', '[a]', 'plain'].map(named)
      for (const user of made) await users.insert(user)
      for (const user of made) {
        assert.deepEqual((await users.list(user.displayName ?? '', 10, null)).users, [user])
      }
      assert.deepEqual((await users.list(`${marker}%n`, 10, null)).users, [])
    },
  },
  {
    name: 'list: an empty query means everybody, and a query that nobody meets nobody',
    async run({ users }) {
      await users.insert(testUser())
      assert.equal((await users.list('', 1, null)).users.length, 1)
      for (const query of [unique('nobody '), `${unique('')}${textWithNul}`]) {
        assert.deepEqual(await users.list(query, 10, null), { users: [], next: null })
      }
    },
  },
]

async function allPages(users: UserStore, query: string, limit: number): Promise<readonly User[]> {
  const found: User[] = []
  let after: string | null = null
  do {
    const page = await users.list(query, limit, after)
    found.push(...page.users)
    after = page.next
  } while (after !== null)
  return found
}
