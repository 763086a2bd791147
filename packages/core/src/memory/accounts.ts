import { createUserIndex } from '../sessions/user-index.ts'
import type { Account, AccountStore, AccountTokens } from '../stores/account.ts'
import type { Access } from './access.ts'
import type { Journal } from './journal.ts'
import { pairKey } from './pair-key.ts'
import { createTable } from './table.ts'

export function memoryAccounts(journal: Journal): (access: Access) => AccountStore {
  const keysByUser = createUserIndex()
  const keyById = new Map<string, string>()
  const accounts = createTable<Account>(journal, (key, before, after) => {
    keysByUser.move(key, before?.userId ?? null, after?.userId ?? null)
    if (before !== null) keyById.delete(before.id)
    if (after !== null) keyById.set(after.id, key)
  })

  function link(account: Account): boolean {
    const key = pairKey(account.providerId, account.accountId)
    const before = accounts.get(key)
    if (before !== null && before.userId !== account.userId) return false
    const { id, createdAt } = before ?? account
    accounts.put(key, Object.freeze({ ...account, id, createdAt }))
    return true
  }

  const listByUser = (userId: string): readonly Account[] =>
    keysByUser
      .list(userId)
      .map(key => accounts.get(key) as Account) // the index names stored rows alone
      .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))

  const unlinkAll = (doomed: readonly Account[]): number =>
    doomed.filter(({ providerId, accountId }) => accounts.delete(pairKey(providerId, accountId))).length

  function replaceTokens(id: string, tokens: AccountTokens, expectedAccessToken: string | null, now: number): boolean {
    const key = keyById.get(id)
    const before = key === undefined ? null : accounts.get(key)
    if (key === undefined || before === null || before.accessToken !== expectedAccessToken) return false
    accounts.put(key, Object.freeze({ ...before, ...tokens, updatedAt: now }))
    return true
  }

  return access => ({
    find: (providerId, accountId) => access.run(() => accounts.get(pairKey(providerId, accountId))),
    link: account => access.run(() => link(account)),
    listByUser: userId => access.run(() => listByUser(userId)),
    unlink: (userId, providerId) =>
      access.run(() => unlinkAll(listByUser(userId).filter(account => account.providerId === providerId))),
    unlinkByUser: userId => access.run(() => unlinkAll(listByUser(userId))),
    replaceTokens: (id, tokens, expectedAccessToken, now) =>
      access.run(() => replaceTokens(id, tokens, expectedAccessToken, now)),
  })
}
