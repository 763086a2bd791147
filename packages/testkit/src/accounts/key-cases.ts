import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { hostileKeys } from '../hostile-texts.ts'
import { testAccount } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

export const accountKeyCases: readonly StoreCase<Pick<Stores, 'accounts'>>[] = [
  {
    name: 'link: users, providers and accounts of odd characters are kept apart, in every method',
    async run({ accounts }) {
      const marker = unique('')
      const made = hostileKeys.flatMap(key => [
        testAccount({ id: `acc_${marker}${key}`, accountId: `${marker}${key}`, userId: `usr_${marker}${key}` }),
        testAccount({ providerId: `at ${key}`, accountId: marker, userId: `usr2_${marker}${key}` }),
      ])
      for (const account of made) assert.equal(await accounts.link(account), true)
      for (const account of made) {
        assert.deepEqual(await accounts.find(account.providerId, account.accountId), account)
        assert.deepEqual(await accounts.listByUser(account.userId), [account])
        assert.equal(await accounts.replaceTokens(account.id, account, account.accessToken, now), true)
      }
      for (const [at, { userId, providerId }] of made.entries()) {
        const unlinked = at % 3 === 0 ? accounts.unlinkByUser(userId) : accounts.unlink(userId, providerId)
        assert.equal(await unlinked, 1)
      }
    },
  },
]
