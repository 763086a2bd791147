import { type Account, emailTaken, generateId, newUser, type Stores, storeUnavailable, type User } from '@pylon/core'
import type { TokenSet } from '../token-set.ts'
import { overOldTokens, sealTokens } from './account-tokens.ts'
import { invalidState, linkedElsewhere } from './errors.ts'
import type { OAuthFlowParts } from './oauth-flow.ts'
import type { LinkIntent } from './oauth-state.ts'
import type { ProviderIdentity } from './provider-identity.ts'

/** Somebody who came back from a provider. */
export interface Arrival {
  readonly providerId: string
  readonly identity: ProviderIdentity
  readonly tokens: TokenSet
}

export interface Resolution {
  readonly user: User
  readonly isNewUser: boolean
  /** The account was nobody's before. */
  readonly isNewAccount: boolean
}

export type ResolveParts = Pick<OAuthFlowParts, 'stores' | 'keys' | 'clock'>

/** Finds or makes the user of an arrival and stores the account; throws `EMAIL_TAKEN`. */
export async function resolveUser(parts: ResolveParts, arrival: Arrival): Promise<Resolution> {
  return untilNoRace(parts, async tx => {
    const linked = await findLinked(tx, arrival)
    const found = linked?.user ?? (await findByEmail(tx, arrival.identity))
    const user = found ?? (await insertUser(tx, arrival.identity, parts.clock()))
    const isLinked = await linkAccount(parts, tx, arrival, user.id, linked?.account ?? null)
    if (!isLinked) throw new LostRace()
    return { user, isNewUser: found === null, isNewAccount: linked === null }
  })
}

/** Links the account of an arrival to the user who set out to; throws `ACCOUNT_LINKED_ELSEWHERE`. */
export async function linkToUser(parts: ResolveParts, arrival: Arrival, link: LinkIntent): Promise<Resolution> {
  return untilNoRace(parts, async tx => {
    const user = await tx.users.findById(link.userId)
    if (user === null || user.authVersion !== link.authVersion) throw invalidState()
    const linked = await findLinked(tx, arrival)
    const isLinked = await linkAccount(parts, tx, arrival, user.id, linked?.account ?? null)
    if (!isLinked) throw linkedElsewhere()
    return { user, isNewUser: false, isNewAccount: linked === null }
  })
}

interface Linked {
  readonly account: Account
  readonly user: User
}

/** Accounts are found by what the provider calls them, never by an address. */
async function findLinked(tx: Stores, { providerId, identity }: Arrival): Promise<Linked | null> {
  const account = await tx.accounts.find(providerId, identity.accountId)
  if (account === null) return null
  const user = await tx.users.findById(account.userId)
  if (user !== null) return { account, user }
  await tx.accounts.unlinkByUser(account.userId) // left over from a user who is gone
  return null
}

/** Whose address it is: proved here and said to be proved there, or it would be a way into somebody else's account. */
async function findByEmail(tx: Stores, { email, isEmailVerified }: ProviderIdentity): Promise<User | null> {
  const namesake = await tx.users.findByEmail(email)
  if (namesake === null) return null
  const user = await tx.users.findById(namesake.id) // holds them: the address may be changing right now
  if (user === null || user.email !== email) throw new LostRace()
  if (!isEmailVerified || !user.isEmailVerified) throw emailTaken()
  return user
}

async function insertUser(tx: Stores, identity: ProviderIdentity, now: number): Promise<User> {
  const user = newUser(identity, now)
  if (!(await tx.users.insert(user))) throw new LostRace()
  return user
}

/** Answers false when the account is somebody else's. */
async function linkAccount(
  { keys, clock }: ResolveParts,
  tx: Stores,
  { providerId, identity, tokens }: Arrival,
  userId: string,
  old: Account | null,
): Promise<boolean> {
  const { accountId, namedEmail } = identity
  const now = clock()
  return tx.accounts.link({
    id: generateId('acc_'),
    userId,
    providerId,
    accountId,
    email: namedEmail,
    createdAt: now,
    updatedAt: now,
    ...overOldTokens(sealTokens(keys, { providerId, accountId }, tokens), old),
  })
}

/** Two first sign-ins met: what this one did is undone, and it starts again with what the other one left. */
class LostRace extends Error {}

const maxTries = 5

async function untilNoRace<T>({ stores }: ResolveParts, work: (tx: Stores) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await stores.transaction(work)
    } catch (error) {
      if (!(error instanceof LostRace)) throw error
      if (tries === maxTries) throw storeUnavailable(error)
    }
  }
}
