import type { User, UserStore } from '@pylon/core'
import type { ModelState } from './state.ts'

export function modelUsers({ users }: ModelState): UserStore {
  const withEmail = (email: string): User | null => [...users.values()].find(user => user.email === email) ?? null

  return {
    findById: async id => users.get(id) ?? null,

    findByEmail: async email => withEmail(email),

    async insert(user) {
      if (users.has(user.id) || withEmail(user.email) !== null) return false
      users.set(user.id, user)
      return true
    },

    async update(id, change, isVoidingProofs, now) {
      const user = users.get(id)
      if (user === undefined) return null
      const owner = change.email === undefined ? null : withEmail(change.email)
      if (owner !== null && owner.id !== id) return null
      const authVersion = user.authVersion + (isVoidingProofs ? 1 : 0)
      const changed = { ...user, ...change, authVersion, updatedAt: now }
      users.set(id, changed)
      return changed
    },

    delete: async id => users.delete(id),

    async list(query, limit, after) {
      const found = [...users.values()]
        .filter(({ id, email, displayName }) => [id, email, displayName ?? ''].some(text => text.includes(query)))
        .filter(({ id }) => after === null || id > after)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
      const page = found.slice(0, limit)
      return { users: page, next: found.length > limit ? (page.at(-1)?.id ?? null) : null }
    },

    count: async () => users.size,
  }
}
