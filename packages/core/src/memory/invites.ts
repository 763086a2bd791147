import type { Invite } from '../stores/org.ts'
import { createExpiringTable, isLive } from './expiring-table.ts'
import type { Journal } from './journal.ts'

/** The invites of organizations, by the digest of their token. */
export interface InviteTable {
  insert(invite: Invite): void
  find(tokenHash: string, now: number): Invite | null
  take(tokenHash: string, now: number): Invite | null
  list(orgId: string, now: number): readonly Invite[]
  revoke(orgId: string, id: string, now: number): boolean
  deleteByOrg(orgId: string): void
  sweep(now: number, limit: number): number
}

export function createInviteTable(journal: Journal): InviteTable {
  const invites = createExpiringTable<Invite>(journal, invite => invite.expiresAt)

  const ofOrg = (orgId: string): readonly Invite[] =>
    [...invites.entries()].map(([, invite]) => invite).filter(invite => invite.orgId === orgId)

  const list = (orgId: string, now: number): readonly Invite[] =>
    ofOrg(orgId)
      .filter(invite => isLive(invite.expiresAt, now))
      .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))

  function take(tokenHash: string, now: number): Invite | null {
    const invite = invites.live(tokenHash, now)
    if (invite !== null) invites.delete(tokenHash)
    return invite
  }

  return {
    insert: invite => invites.put(invite.tokenHash, Object.freeze({ ...invite })),
    find: (tokenHash, now) => invites.live(tokenHash, now),
    take,
    list,
    revoke(orgId, id, now) {
      const invite = list(orgId, now).find(each => each.id === id)
      return invite !== undefined && invites.delete(invite.tokenHash)
    },
    deleteByOrg(orgId) {
      for (const { tokenHash } of ofOrg(orgId)) invites.delete(tokenHash)
    },
    sweep: (now, limit) => invites.sweep(now, limit),
  }
}
