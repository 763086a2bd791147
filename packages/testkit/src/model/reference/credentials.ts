import type { Credential, CredentialStore } from '@pylon/core'
import { deleteWhere, type ModelState, putAt } from './state.ts'

export function modelCredentials({ credentials }: ModelState): CredentialStore {
  const placeOf = (userId: string, kind: string): number =>
    credentials.findIndex(each => each.userId === userId && each.kind === kind)

  const at = (userId: string, kind: string): Credential | null => credentials[placeOf(userId, kind)] ?? null

  const put = (credential: Credential): void =>
    putAt(credentials, placeOf(credential.userId, credential.kind), credential)

  return {
    find: async (userId, kind) => at(userId, kind),

    put: async credential => put(credential),

    async replace(credential, expectedValue) {
      const before = at(credential.userId, credential.kind)
      if (before?.value !== expectedValue) return false
      put({ ...credential, step: Math.max(before.step, credential.step) })
      return true
    },

    async delete(userId, kind) {
      const isThere = at(userId, kind) !== null
      if (isThere) putAt(credentials, placeOf(userId, kind), null)
      return isThere
    },

    deleteByUser: async userId => deleteWhere(credentials, each => each.userId === userId, credentials.length),

    async advance(userId, kind, step) {
      const before = at(userId, kind)
      if (before === null || before.step >= step) return false
      put({ ...before, step })
      return true
    },
  }
}
