import assert from 'node:assert/strict'
import type { Account, Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { hostileTexts, textWithNul } from '../hostile-texts.ts'
import { overwrite } from '../overwrite.ts'
import { countOf, race } from '../race.ts'
import { testAccount } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

/** Link, find and list. */
export const accountLinkCases: readonly StoreCase<Pick<Stores, 'accounts'>>[] = [
  {
    name: 'link: the account is found, every member as it was',
    async run({ accounts }) {
      for (const account of [testAccount(), testAccount(bare), testAccount({ refreshTokenExpiresAt: now + 9 })]) {
        assert.equal(await accounts.link(account), true)
        assert.deepEqual(await accounts.find(account.providerId, account.accountId), account)
        assert.deepEqual(await accounts.listByUser(account.userId), [account])
      }
    },
  },
  {
    name: 'link: unicode, quotes and very long values come back unchanged',
    async run({ accounts }) {
      for (const text of hostileTexts) {
        const tokens = { accessToken: text, refreshToken: text, idToken: text, scope: text }
        const account = testAccount({ ...tokens, email: text })
        assert.equal(await accounts.link(account), true)
        assert.deepEqual(await accounts.find(account.providerId, account.accountId), account)
      }
    },
  },
  {
    name: 'link: a NUL in a token comes back unchanged',
    async run({ accounts }) {
      const account = testAccount({ accessToken: textWithNul, email: textWithNul })
      await accounts.link(account)
      assert.deepEqual(await accounts.find(account.providerId, account.accountId), account)
    },
  },
  {
    name: 'link: an account that the user has linked already keeps its id and age, and takes everything else',
    async run({ accounts }) {
      const old = testAccount()
      const { userId, accountId } = old
      const again = testAccount({ ...bare, userId, accountId, email: 'new@example.com', updatedAt: now + 9 })
      assert.equal(await accounts.link(old), true)
      assert.equal(await accounts.link({ ...again, createdAt: now + 9 }), true)
      const expected = { ...again, id: old.id, createdAt: old.createdAt }
      assert.deepEqual(await accounts.find(old.providerId, accountId), expected)
      assert.deepEqual(await accounts.listByUser(userId), [expected])
    },
  },
  {
    name: 'link: the same record may be linked twice',
    async run({ accounts }) {
      const account = testAccount()
      for (const updatedAt of [now, now + 1]) assert.equal(await accounts.link({ ...account, updatedAt }), true)
      assert.deepEqual(await accounts.listByUser(account.userId), [{ ...account, updatedAt: now + 1 }])
    },
  },
  {
    name: 'link: an account of somebody else answers false and changes nothing',
    async run({ accounts }) {
      const owned = testAccount()
      const { userId, ...taken } = testAccount({ accountId: owned.accountId, email: 'mallory@example.com' })
      await accounts.link(owned)
      assert.equal(await accounts.link({ ...taken, userId }), false)
      assert.equal(await accounts.link({ ...taken, id: owned.id, userId: owned.userId.toUpperCase() }), false)
      assert.deepEqual(await accounts.find(owned.providerId, owned.accountId), owned)
      assert.deepEqual(await accounts.listByUser(userId), [])
    },
  },
  {
    name: 'link: one subject at two providers is two accounts, which two users may have',
    async run({ accounts }) {
      const google = testAccount()
      const github = testAccount({ providerId: 'github', accountId: google.accountId })
      for (const account of [google, github]) assert.equal(await accounts.link(account), true)
      assert.deepEqual(await accounts.find('google', google.accountId), google)
      assert.deepEqual(await accounts.find('github', google.accountId), github)
    },
  },
  {
    name: 'link: of 50 users who link one account at the same moment exactly one gets it',
    async run({ accounts }) {
      const accountId = unique('')
      const made = await race(async () => testAccount({ accountId }))
      const answers = await race(index => accounts.link(made[index] as Account)) // one for each racer
      assert.equal(countOf(answers, true), 1)
      assert.deepEqual(await accounts.find('google', accountId), made[answers.indexOf(true)])
      for (const [index, { userId }] of made.entries()) {
        assert.equal((await accounts.listByUser(userId)).length, answers[index] ? 1 : 0)
      }
    },
  },
  {
    name: 'link: of 50 concurrent callers for one user all get true, and there is one account, whole',
    async run({ accounts }) {
      const { userId, accountId } = testAccount()
      const made = await race(async index => testAccount({ userId, accountId, scope: `${index}`, email: `${index}` }))
      const answers = await race(index => accounts.link(made[index] as Account)) // one for each racer
      assert.equal(countOf(answers, false), 0)
      const [kept, ...others] = await accounts.listByUser(userId)
      assert.deepEqual(others, [])
      assert.equal(kept?.scope, kept?.email)
      assert.ok(made.some(({ id }) => id === kept?.id))
    },
  },
  {
    name: 'link: what the caller changes, before or in an answer, does not reach the store',
    async run({ accounts }) {
      const account = testAccount()
      const given = { ...account }
      await accounts.link(given)
      overwrite(given)
      overwrite((await accounts.find(account.providerId, account.accountId)) ?? {})
      assert.deepEqual(await accounts.find(account.providerId, account.accountId), account)
    },
  },
  {
    name: 'find: answers null for what is not there, whatever characters it is asked for',
    async run({ accounts }) {
      const { providerId, accountId } = testAccount({ accountId: unique('mixed') })
      await accounts.link(testAccount({ providerId, accountId }))
      for (const text of [unique(''), '', '%', "' OR 1=1 --", textWithNul, accountId.toUpperCase(), `${accountId} `]) {
        assert.equal(await accounts.find(providerId, text), null)
        assert.equal(await accounts.find(text, accountId), null)
      }
      assert.equal(await accounts.find('GOOGLE', accountId), null)
      assert.equal(await accounts.find('goog', `le${accountId}`), null)
    },
  },
  {
    name: 'listByUser: the oldest first, of that user alone',
    async run({ accounts }) {
      const userId = unique('usr_')
      const [b, c, a] = [now + 5, now + 9, now].map(createdAt => testAccount({ userId, createdAt }))
      for (const account of [b, testAccount(), c, a] as Account[]) await accounts.link(account)
      assert.deepEqual(await accounts.listByUser(userId), [a, b, c])
      assert.deepEqual(await accounts.listByUser(userId.toUpperCase()), [])
    },
  },
]

const bare: Partial<Account> = {
  email: null,
  accessToken: null,
  refreshToken: null,
  idToken: null,
  accessTokenExpiresAt: null,
  scope: null,
}
