import type { User, UserChange, UserPage, UserStore } from '../stores/user.ts'
import type { Access } from './access.ts'
import type { Journal } from './journal.ts'
import { createTable } from './table.ts'

export function memoryUsers(journal: Journal): (access: Access) => UserStore {
  const idByEmail = new Map<string, string>()
  const users = createTable<User>(journal, (id, before, after) => {
    if (before !== null) idByEmail.delete(before.email)
    if (after !== null) idByEmail.set(after.email, id)
  })

  function findByEmail(email: string): User | null {
    const id = idByEmail.get(email)
    return id === undefined ? null : users.get(id)
  }

  function insert(user: User): boolean {
    if (users.get(user.id) !== null || idByEmail.has(user.email)) return false
    users.put(user.id, frozen(user))
    return true
  }

  function update(id: string, change: UserChange, isVoidingProofs: boolean, now: number): User | null {
    const before = users.get(id)
    if (before === null) return null
    if (change.email !== undefined && (idByEmail.get(change.email) ?? id) !== id) return null
    const after = frozen({
      ...before,
      email: change.email ?? before.email,
      isEmailVerified: change.isEmailVerified ?? before.isEmailVerified,
      displayName: change.displayName === undefined ? before.displayName : change.displayName,
      roles: change.roles ?? before.roles,
      isBanned: change.isBanned ?? before.isBanned,
      authVersion: before.authVersion + (isVoidingProofs ? 1 : 0),
      updatedAt: now,
    })
    users.put(id, after)
    return after
  }

  function list(query: string, limit: number, after: string | null): UserPage {
    const found = [...users.entries()].filter(([id, user]) => (after === null || id > after) && matches(user, query))
    const page = found.sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, limit)
    return {
      users: page.map(([, user]) => user),
      next: found.length > limit ? (page.at(-1)?.[0] ?? null) : null,
    }
  }

  return access => ({
    findById: id => access.run(() => users.get(id)),
    findByEmail: email => access.run(() => findByEmail(email)),
    insert: user => access.run(() => insert(user)),
    update: (id, change, isVoidingProofs, now) => access.run(() => update(id, change, isVoidingProofs, now)),
    delete: id => access.run(() => users.delete(id)),
    list: (query, limit, after) => access.run(() => list(query, limit, after)),
    count: () => access.run(() => users.size),
  })
}

const matches = ({ id, email, displayName }: User, query: string): boolean =>
  id.includes(query) || email.includes(query) || (displayName ?? '').includes(query)

/** A copy that nobody can change, so that stored state is safe from callers. */
const frozen = (user: User): User => Object.freeze({ ...user, roles: Object.freeze([...user.roles]) })
