import assert from 'node:assert/strict'
import type { AccountTokens, Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { countOf, race } from '../race.ts'
import { testAccount } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

export const accountTokenCases: readonly StoreCase<Pick<Stores, 'accounts'>>[] = [
  {
    name: 'replaceTokens: swaps the tokens while the access token is the expected one',
    async run({ accounts }) {
      for (const accessToken of ['old', null]) {
        const account = testAccount({ accessToken })
        await accounts.link(account)
        assert.equal(await accounts.replaceTokens(account.id, refreshed, accessToken, now + 5), true)
        const expected = { ...account, ...refreshed, updatedAt: now + 5 }
        assert.deepEqual(await accounts.find(account.providerId, account.accountId), expected)
      }
    },
  },
  {
    name: 'replaceTokens: a late refresh undoes no newer one, null and empty included',
    async run({ accounts }) {
      for (const [accessToken, expected] of [
        ['newer', 'old'],
        ['newer', 'NEWER'],
        ['newer', null],
        ['', null],
        [null, ''],
      ] as const) {
        const account = testAccount({ accessToken })
        await accounts.link(account)
        assert.equal(await accounts.replaceTokens(account.id, refreshed, expected, now + 5), false)
        assert.deepEqual(await accounts.find(account.providerId, account.accountId), account)
      }
    },
  },
  {
    name: 'replaceTokens: answers false for an account that is gone and makes none',
    async run({ accounts }) {
      const account = testAccount({ accessToken: null })
      await accounts.link(account)
      await accounts.unlinkByUser(account.userId)
      for (const id of [account.id, unique('acc_'), '', '%']) {
        assert.equal(await accounts.replaceTokens(id, refreshed, null, now), false)
      }
      assert.equal(await accounts.find(account.providerId, account.accountId), null)
    },
  },
  {
    name: 'replaceTokens: of 50 concurrent callers exactly one gets true, and its tokens stay',
    async run({ accounts }) {
      const account = testAccount({ accessToken: 'old' })
      await accounts.link(account)
      const answers = await race(index =>
        accounts.replaceTokens(account.id, { ...refreshed, accessToken: `new ${index}` }, 'old', now),
      )
      assert.equal(countOf(answers, true), 1)
      const kept = await accounts.find(account.providerId, account.accountId)
      assert.equal(kept?.accessToken, `new ${answers.indexOf(true)}`)
    },
  },
]

const refreshed: AccountTokens = {
  accessToken: 'new access token',
  refreshToken: null,
  idToken: 'new id token',
  accessTokenExpiresAt: now + 7_200,
  refreshTokenExpiresAt: now + 86_400,
  scope: 'openid',
}
