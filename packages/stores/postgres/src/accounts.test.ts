import { testAccount, testTime } from '@pylon/testkit'
import { expect, it } from 'vitest'
import { ownStores } from '../test/own-stores.ts'

it('an id that two accounts have by mistake links both, and tokens go to the one that had the expected ones', async () => {
  const { accounts } = await ownStores()
  const one = testAccount({ accessToken: 'token of one' })
  const other = testAccount({ id: one.id, accessToken: 'token of other' })
  for (const account of [one, other]) expect(await accounts.link(account)).toBe(true)
  expect(await accounts.replaceTokens(one.id, { ...one, accessToken: 'next' }, 'token of one', testTime)).toBe(true)
  expect(await accounts.find(other.providerId, other.accountId)).toEqual(other)
  expect((await accounts.find(one.providerId, one.accountId))?.accessToken).toBe('next')
})

it('of 20 transactions that each unlink one of two accounts, unless it is the last one, one does', async () => {
  const stores = await ownStores()
  const [one, other] = [testAccount(), testAccount({ providerId: 'other' })]
  const { userId } = one
  for (const account of [one, { ...other, userId }]) await stores.accounts.link(account)
  const unlinkOne = (providerId: string): Promise<number> =>
    stores.transaction(async tx =>
      (await tx.accounts.listByUser(userId)).length > 1 ? tx.accounts.unlink(userId, providerId) : 0,
    )
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) => unlinkOne(at % 2 === 0 ? one.providerId : 'other')),
  )
  expect(answers.filter(unlinked => unlinked === 1)).toHaveLength(1)
  expect(await stores.accounts.listByUser(userId)).toHaveLength(1)
})

it('links, tokens and unlinks of many servers at once never wait for each other in a circle', async () => {
  const stores = await ownStores()
  const { userId } = testAccount()
  const made = Array.from({ length: 20 }, (_, at) => testAccount({ userId, providerId: `provider ${at % 3}` }))
  for (let round = 0; round < 20; round++) {
    await Promise.all([
      ...made.map(account => stores.accounts.link(account)),
      stores.transaction(tx => tx.accounts.listByUser(userId)),
      stores.accounts.unlink(userId, `provider ${round % 3}`),
      ...(round % 2 === 0 ? [stores.accounts.unlinkByUser(userId), stores.accounts.unlinkByUser(userId)] : []),
    ])
  }
  await stores.accounts.unlinkByUser(userId)
  expect(await stores.accounts.listByUser(userId)).toEqual([])
})
