import {
  eventFrom,
  invalidToken,
  objectSchema,
  type PylonError,
  type RequestContext,
  type Route,
  signInSchema,
  unlessStoreFails,
} from '@pylon/core'
import { claimAddress } from './claim-address.ts'
import type { LinkContent } from './link-content.ts'
import type { MagicCodeFlowParts } from './magic-code-flow.ts'
import { parseToken } from './parse-token.ts'
import { isCurrent } from './user-version.ts'

/** `POST /magic-link/verify`: what the button of the link's page sends. */
export function verifyLinkRoute(parts: MagicCodeFlowParts): Route {
  const { stores, signIn, links, clock, onEvent } = parts

  async function refused(ctx: RequestContext, userId: string | null): Promise<PylonError> {
    await onEvent(eventFrom(ctx, clock(), 'sign_in.failed', userId, { method: 'magic_link' }))
    return invalidToken()
  }

  return {
    method: 'POST',
    path: '/magic-link/verify',
    auth: 'anyone',
    isSignIn: true,
    doc: {
      summary: 'Signs in with the token of a mailed link, and makes the account when there is none',
      body: objectSchema({ token: { type: 'string' } }),
      answers: { 200: signInSchema },
      errors: { 401: ['INVALID_TOKEN'], 403: ['USER_BANNED'] },
    },
    async handle(ctx) {
      const token = parseToken(await ctx.json())

      const auth = await ctx.auth()
      const redeemed = await links.redeem(token)
      if (redeemed === null) throw await refused(ctx, null)
      const { email, callbackUrl, version } = JSON.parse(redeemed.content) as LinkContent // written by the send route alone

      const { user, result } = await unlessStoreFails(async () => {
        const user = await stores.users.findByEmail(email)
        const claim = { email, user, auth, method: 'magic_link' } as const
        const owner = isCurrent(version, user) ? await claimAddress(parts, ctx, claim) : null
        return { user, result: owner === null ? null : await signIn.start(owner, { ctx, amr: ['otp'] }) }
      }, redeemed.putBack)
      if (result === null) throw await refused(ctx, user?.id ?? null)

      return signIn.reply(ctx, result, 200, callbackUrl === null ? {} : { callback_url: callbackUrl })
    },
  }
}
