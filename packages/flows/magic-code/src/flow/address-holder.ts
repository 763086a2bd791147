import {
  type AuthContext,
  apiKeyAuthForbidden,
  authRequired,
  type RequestContext,
  type SignIn,
  type Stores,
  type User,
} from '@pylon/core'

/** Who may have their address verified. */
export interface AddressHolder {
  readonly user: User
  /** The challenge that owes it; null for who is signed in. */
  readonly challenge: string | null
}

export interface AddressHolderOptions {
  readonly stores: Pick<Stores, 'users'>
  readonly signIn: SignIn
}

/**
 * The holder of the challenge that the body names, else the signed-in user, else the holder of the challenge that the
 * request carries. Throws `AUTH_REQUIRED`, and `API_KEY_AUTH_FORBIDDEN` for API keys and JWTs.
 */
export async function addressHolder(
  { stores, signIn }: AddressHolderOptions,
  ctx: RequestContext,
  named: string | null,
): Promise<AddressHolder> {
  const userId = signedInUserId(await ctx.auth())
  const challenge = named ?? (userId === null ? signIn.challengeFrom(ctx) : null)
  const user = challenge === null ? await stores.users.findById(userId ?? '') : await userOf(challenge)
  if (user === null) throw authRequired()
  return { user, challenge }

  /** Null for a challenge that owes something else, or that a password change has voided. */
  async function userOf(token: string): Promise<User | null> {
    const found = await signIn.tryChallenge(token, maxLooks)
    if (found === null || found === 'burned' || found.pending !== 'email_verification') return null
    const user = await stores.users.findById(found.userId)
    return user?.authVersion === found.authVersion ? user : null
  }
}

/** Codes count their own tries; a challenge is only looked at here. */
const maxLooks = 1_000

function signedInUserId({ via, isGuest, userId }: AuthContext): string | null {
  if (via === 'api-key' || via === 'jwt') throw apiKeyAuthForbidden()
  return via === 'session' && !isGuest ? userId : null
}
