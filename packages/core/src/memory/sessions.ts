import { createUserIndex } from '../sessions/user-index.ts'
import type { Session, SessionChange, SessionStore, SessionTouch, SessionUserChange } from '../stores/session.ts'
import type { Access } from './access.ts'
import { createExpiringTable, isLive } from './expiring-table.ts'
import type { Journal } from './journal.ts'

interface Row {
  readonly session: Session
  /** Grows with every insert and survives `replace`: decides the order of sessions made in one second. */
  readonly order: number
}

export function memorySessions(journal: Journal): (access: Access) => SessionStore {
  const hashesByUser = createUserIndex()
  const rows = createExpiringTable<Row>(
    journal,
    row => row.session.expiresAt,
    (tokenHash, before, after) => {
      hashesByUser.move(tokenHash, before?.session.userId ?? null, after?.session.userId ?? null)
    },
  )
  let inserted = 0

  function put(session: Session, order: number): void {
    if (rows.get(session.tokenHash) !== null) throw new Error('A session with this token hash is already stored')
    rows.put(session.tokenHash, { session: frozen(session), order })
  }

  function find(tokenHash: string, now: number): Session | null {
    return rows.live(tokenHash, now)?.session ?? null
  }

  function replace(tokenHash: string, members: SessionChange, now: number): Session | null {
    const row = rows.live(tokenHash, now)
    if (row === null) return null
    const next = { ...row.session, ...members }
    if (next.tokenHash === tokenHash) change(row, next)
    else {
      put(next, row.order)
      rows.delete(tokenHash)
    }
    return rows.get(next.tokenHash)?.session ?? null
  }

  function touch(touches: readonly SessionTouch[]): void {
    for (const { tokenHash, lastUsedAt } of touches) {
      const row = rows.get(tokenHash)
      if (row !== null && row.session.lastUsedAt < lastUsedAt) change(row, { ...row.session, lastUsedAt })
    }
  }

  function listByUser(userId: string, now: number): readonly Session[] {
    return rowsOf(userId)
      .filter(({ session }) => isLive(session.expiresAt, now))
      .sort((a, b) => b.session.createdAt - a.session.createdAt || b.order - a.order)
      .map(row => row.session)
  }

  function revoke(userId: string, id: string, now: number): boolean {
    return (
      deleteAll(
        rowsOf(userId).filter(({ session }) => session.id === id),
        now,
      ) > 0
    )
  }

  function revokeByUser(userId: string, exceptId: string | null, now: number): number {
    return deleteAll(
      rowsOf(userId).filter(({ session }) => session.id !== exceptId),
      now,
    )
  }

  function update(userId: string, { roles, tenant }: SessionUserChange): void {
    for (const row of rowsOf(userId)) {
      const { session } = row
      const choice = tenant?.id === session.tenantId ? tenantMembers(tenant) : {}
      change(row, { ...session, roles: roles ?? session.roles, ...choice })
    }
  }

  const rowsOf = (userId: string): readonly Row[] =>
    hashesByUser.list(userId).map(tokenHash => rows.get(tokenHash) as Row) // the index names stored rows alone

  const change = (row: Row, session: Session): void =>
    rows.put(session.tokenHash, { session: frozen(session), order: row.order })

  /** Answers how many of them were live. */
  function deleteAll(doomed: readonly Row[], now: number): number {
    for (const { session } of doomed) rows.delete(session.tokenHash)
    return doomed.filter(({ session }) => isLive(session.expiresAt, now)).length
  }

  return access => ({
    insert: session => access.run(() => put(session, inserted++)),
    find: (tokenHash, now) => access.run(() => find(tokenHash, now)),
    replace: (tokenHash, members, now) => access.run(() => replace(tokenHash, members, now)),
    touch: touches => access.run(() => touch(touches)),
    listByUser: (userId, now) => access.run(() => listByUser(userId, now)),
    revoke: (userId, id, now) => access.run(() => revoke(userId, id, now)),
    revokeByUser: (userId, exceptId, now) => access.run(() => revokeByUser(userId, exceptId, now)),
    update: (userId, change) => access.run(() => update(userId, change)),
    sweep: (now, limit) => access.run(() => rows.sweep(now, limit)),
    count: () => access.run(() => rows.size),
  })
}

const tenantMembers = ({ id, role }: { readonly id: string; readonly role: string | null }): SessionChange => ({
  tenantId: role === null ? null : id,
  tenantRole: role,
})

/** A copy that nobody can change, so that stored state is safe from callers. */
const frozen = (session: Session): Session =>
  Object.freeze({ ...session, roles: Object.freeze([...session.roles]), amr: Object.freeze([...session.amr]) })
