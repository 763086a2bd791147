import { constantTimeEqual, type RequestContext } from '@pylon/core'
import type { OAuthProvider } from '../oauth-provider.ts'
import { invalidState } from './errors.ts'
import type { OAuthFlowParts } from './oauth-flow.ts'
import type { LinkIntent, OAuthState } from './oauth-state.ts'

/** Takes the state that a browser brought back; throws `OAUTH_INVALID_STATE` unless it began here, in that browser. */
export async function takeBrowserState(
  parts: OAuthFlowParts,
  ctx: RequestContext,
  provider: OAuthProvider,
  text: string | null,
): Promise<OAuthState> {
  const { sessions, binding } = parts
  if (sessions.cookie === null || text === null) throw invalidState() // without cookies nothing tells browsers apart
  const found = binding.find(ctx, text, provider.isFormPost)
  if (found === null) throw invalidState() // before it is taken: scanners look links up before people follow them
  const state = await takeState(parts, provider, text)
  const isBound = state.browserHash !== null && constantTimeEqual(found, state.browserHash)
  if (!isBound) throw invalidState() // the link of an attacker, with a sign-in that they began
  // a link was begun by whom the cookie is bound to; their session cookie may stay at home on the way from afar
  if (state.link !== null) await checkLink(parts, ctx, state.link, false)
  return state
}

/** Takes the state that a client holds; throws `OAUTH_INVALID_STATE`. */
export async function takeClientState(
  parts: OAuthFlowParts,
  ctx: RequestContext,
  provider: OAuthProvider,
  text: string,
): Promise<OAuthState> {
  const state = await takeState(parts, provider, text)
  if (state.link !== null) await checkLink(parts, ctx, state.link, true)
  return state
}

async function takeState(
  { states, clock }: OAuthFlowParts,
  provider: OAuthProvider,
  text: string,
): Promise<OAuthState> {
  const state = await states.take(provider.id, text, clock())
  if (state === null) throw invalidState()
  return state
}

/** The session that set out to link must still live, and nobody else may be signed in by now. */
async function checkLink(
  { sessions }: OAuthFlowParts,
  ctx: RequestContext,
  { userId, sessionId }: LinkIntent,
  isSignInRequired: boolean,
): Promise<void> {
  const auth = await ctx.auth()
  const isOther = auth.userId !== null && auth.userId !== userId
  if (isOther || (isSignInRequired && auth.userId === null)) throw invalidState()
  const live = await sessions.listByUser(userId)
  if (!live.some(session => session.id === sessionId)) throw invalidState()
}
