import type { Stores } from '../stores/stores.ts'
import type { User } from '../stores/user.ts'

export interface AddressProof {
  readonly user: User
  /** Whether the one who proved it is also signed in as that user: what they set up before is theirs. */
  readonly isOwnSession: boolean
  readonly now: number
}

/**
 * Marks an address as verified by whoever read the mail sent to it; answers the user as it is then, null when gone.
 *
 * Somebody else may have made the account before its owner came (pre-hijacking): the first proof of the address ends
 * what was set up without it, password, sessions, API keys, linked accounts and trusted devices. A second factor stays,
 * so that no proof of an address ever steps around one.
 */
export async function proveAddress(tx: Stores, { user, isOwnSession, now }: AddressProof): Promise<User | null> {
  const latest = await tx.users.findById(user.id)
  if (latest === null || latest.email !== user.email) return null
  if (latest.isEmailVerified) return latest
  const verified = await tx.users.update(user.id, { isEmailVerified: true }, !isOwnSession, now)
  if (!isOwnSession) await endUnprovenAccess(tx, user.id, now)
  return verified
}

async function endUnprovenAccess(
  { credentials, accounts, apiKeys, sessions }: Stores,
  userId: string,
  now: number,
): Promise<void> {
  await credentials.delete(userId, 'password')
  await credentials.delete(userId, 'trusted_devices')
  await accounts.unlinkByUser(userId)
  await apiKeys.revokeByUser(userId, now)
  await sessions.revokeByUser(userId, null, now)
}
