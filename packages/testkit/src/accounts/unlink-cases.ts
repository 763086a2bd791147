import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { race, racers } from '../race.ts'
import { testAccount } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

export const accountUnlinkCases: readonly StoreCase<Pick<Stores, 'accounts'>>[] = [
  {
    name: 'unlink: ends every link of the user to that provider and answers how many there were',
    async run({ accounts }) {
      const userId = unique('usr_')
      const github = testAccount({ userId, providerId: 'github' })
      const other = testAccount()
      for (const account of [testAccount({ userId }), testAccount({ userId }), github, other]) {
        await accounts.link(account)
      }
      assert.equal(await accounts.unlink(userId, 'GOOGLE'), 0)
      assert.equal(await accounts.unlink(userId, 'google'), 2)
      assert.equal(await accounts.unlink(userId, 'google'), 0)
      assert.deepEqual(await accounts.listByUser(userId), [github])
      assert.deepEqual(await accounts.listByUser(other.userId), [other])
    },
  },
  {
    name: 'unlink: the account may then be linked by somebody else',
    async run({ accounts }) {
      const old = testAccount()
      const next = testAccount({ accountId: old.accountId })
      await accounts.link(old)
      await accounts.unlink(old.userId, old.providerId)
      assert.equal(await accounts.find(old.providerId, old.accountId), null)
      assert.equal(await accounts.link(next), true)
      assert.deepEqual(await accounts.find(old.providerId, old.accountId), next)
    },
  },
  {
    name: 'unlinkByUser: ends all of their links and nobody else’s',
    async run({ accounts }) {
      const userId = unique('usr_')
      const other = testAccount({ userId: userId.toUpperCase() })
      for (const providerId of ['google', 'github', 'apple']) await accounts.link(testAccount({ userId, providerId }))
      await accounts.link(other)
      assert.equal(await accounts.unlinkByUser(userId), 3)
      assert.equal(await accounts.unlinkByUser(userId), 0)
      assert.deepEqual(await accounts.listByUser(userId), [])
      assert.deepEqual(await accounts.listByUser(other.userId), [other])
    },
  },
  {
    name: 'unlink: 50 concurrent callers together count every link once',
    async run({ accounts }) {
      const userId = unique('usr_')
      for (let made = 0; made < 20; made++) await accounts.link(testAccount({ userId }))
      const answers = await race(index =>
        index % 2 === 0 ? accounts.unlink(userId, 'google') : accounts.unlinkByUser(userId),
      )
      assert.equal(answers.length, racers)
      assert.equal(
        answers.reduce((sum, unlinked) => sum + unlinked),
        20,
      )
    },
  },
]
