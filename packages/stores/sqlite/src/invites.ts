import type { Invite, OrgStore } from '@pylon/core'
import type { Access } from './access.ts'
import { type Expiring, isLive } from './expiring.ts'
import { returned } from './statements.ts'
import { sweepInSteps } from './sweep.ts'

/** The methods of `OrgStore` that are about invites. */
export type InviteStore = Pick<
  OrgStore,
  'insertInvite' | 'listInvites' | 'findInvite' | 'takeInvite' | 'revokeInvite' | 'sweep'
>

export function sqliteInvites(access: Access): InviteStore {
  const insert = access.prepare<[Invite]>(`
    INSERT INTO pylon_invites (id, org_id, email, role, token_hash, created_at, expires_at)
    VALUES (:id, :orgId, :email, :role, :tokenHash, :createdAt, :expiresAt)`)

  const list = access.prepare<[orgId: string, now: number], Invite>(`
    SELECT ${columns} FROM pylon_invites WHERE org_id = ? AND (expires_at = 0 OR expires_at > ?)
    ORDER BY created_at, id`)

  const find = access.prepare<[tokenHash: string], Invite>(`SELECT ${columns} FROM pylon_invites WHERE token_hash = ?`)

  const removeExpired = access.prepare<[tokenHash: string, now: number]>(
    'DELETE FROM pylon_invites WHERE token_hash = ? AND expires_at BETWEEN 1 AND ?',
  )

  const take = access.prepare<[tokenHash: string], Invite>(`
    DELETE FROM pylon_invites WHERE token_hash = ? RETURNING ${columns}`)

  const revoke = access.prepare<[orgId: string, id: string], Expiring>(`
    DELETE FROM pylon_invites WHERE org_id = ? AND id = ? RETURNING expires_at AS expiresAt`)

  const sweep = access.prepare<[now: number, limit: number]>(`
    DELETE FROM pylon_invites WHERE rowid IN
      (SELECT rowid FROM pylon_invites WHERE expires_at BETWEEN 1 AND ? ORDER BY expires_at LIMIT ?)`)

  async function findLive(tokenHash: string, now: number): Promise<Invite | null> {
    const invite = await access.read(() => find.get(tokenHash))
    if (invite === undefined || isLive(invite, now)) return invite ?? null
    await access.writeRelaxed(() => removeExpired.run(tokenHash, now)) // so that a clock set back revives nothing
    return null
  }

  /** An expired one goes without being shown. */
  function takeLive(tokenHash: string, now: number): Invite | null {
    const invite = returned(take, tokenHash)
    return invite !== null && isLive(invite, now) ? invite : null
  }

  return {
    insertInvite: invite => access.write(() => void insert.run(invite)),
    listInvites: (orgId, now) => access.read(() => list.all(orgId, now)),
    findInvite: findLive,
    takeInvite: (tokenHash, now) => access.write(() => takeLive(tokenHash, now)),
    revokeInvite: (orgId, id, now) => access.write(() => revoke.all(orgId, id).some(invite => isLive(invite, now))),
    sweep: (now, limit) => sweepInSteps(access, sweep, now, limit),
  }
}

const columns = `id, org_id AS orgId, email, role, token_hash AS tokenHash, created_at AS createdAt,
  expires_at AS expiresAt`
