import { createUserIndex } from '../sessions/user-index.ts'
import type { Credential, CredentialStore } from '../stores/credential.ts'
import type { Access } from './access.ts'
import type { Journal } from './journal.ts'
import { pairKey } from './pair-key.ts'
import { createTable } from './table.ts'

export function memoryCredentials(journal: Journal): (access: Access) => CredentialStore {
  const keysByUser = createUserIndex()
  const credentials = createTable<Credential>(journal, (key, before, after) => {
    keysByUser.move(key, before?.userId ?? null, after?.userId ?? null)
  })

  const find = (userId: string, kind: string): Credential | null => credentials.get(pairKey(userId, kind))

  const put = (credential: Credential): void =>
    credentials.put(pairKey(credential.userId, credential.kind), Object.freeze({ ...credential }))

  function replace(credential: Credential, expectedValue: string): boolean {
    const before = find(credential.userId, credential.kind)
    if (before?.value !== expectedValue) return false
    put({ ...credential, step: Math.max(before.step, credential.step) })
    return true
  }

  function advance(userId: string, kind: string, step: number): boolean {
    const before = find(userId, kind)
    if (before === null || before.step >= step) return false
    put({ ...before, step })
    return true
  }

  const deleteByUser = (userId: string): number => keysByUser.list(userId).filter(key => credentials.delete(key)).length

  return access => ({
    find: (userId, kind) => access.run(() => find(userId, kind)),
    put: credential => access.run(() => put(credential)),
    replace: (credential, expectedValue) => access.run(() => replace(credential, expectedValue)),
    delete: (userId, kind) => access.run(() => credentials.delete(pairKey(userId, kind))),
    deleteByUser: userId => access.run(() => deleteByUser(userId)),
    advance: (userId, kind, step) => access.run(() => advance(userId, kind, step)),
  })
}
