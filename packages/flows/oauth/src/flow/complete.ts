import { eventFrom, PylonError, type RequestContext, type SignInResult } from '@pylon/core'
import type { AuthorizationAnswer, OAuthProvider } from '../oauth-provider.ts'
import { ProviderFault } from '../protocol/provider-fault.ts'
import { exchangeFailed } from './errors.ts'
import type { OAuthFlowParts } from './oauth-flow.ts'
import type { OAuthState } from './oauth-state.ts'
import { identityOf } from './provider-identity.ts'
import { type Arrival, linkToUser, type Resolution, resolveUser } from './resolve-user.ts'

/** What a browser brought back, and what was kept for it. */
export interface Return {
  readonly provider: OAuthProvider
  readonly state: OAuthState
  readonly answer: Pick<AuthorizationAnswer, 'code' | 'iss'>
  /** Told by the browser, for a provider that tells names to nobody else. */
  readonly displayName: string | null
}

/** How a visit to a provider ended: signed in, or, when that was what it was for, null: an account was linked. */
export async function complete(parts: OAuthFlowParts, ctx: RequestContext, back: Return): Promise<SignInResult | null> {
  const arrival = await exchange(back)
  const { link } = back.state
  const resolution = await (link === null ? resolveUser(parts, arrival) : linkToUser(parts, arrival, link))
  await announce(parts, ctx, arrival, resolution)
  return link === null
    ? parts.signIn.start(resolution.user, { ctx, amr: [], isRegistration: resolution.isNewUser })
    : null
}

async function exchange({ provider, state, answer, displayName }: Return): Promise<Arrival> {
  const { codeVerifier, nonce } = state
  const { tokens, user } = await provider.exchange({ ...answer, codeVerifier, nonce }).catch(asExchangeFailed)
  const named = { ...user, displayName: user.displayName ?? displayName }
  return { providerId: provider.id, identity: identityOf(provider.id, named), tokens }
}

function asExchangeFailed(error: unknown): never {
  throw error instanceof ProviderFault ? exchangeFailed(error) : error
}

async function announce(
  { clock, onEvent }: OAuthFlowParts,
  ctx: RequestContext,
  { providerId }: Arrival,
  { user, isNewUser, isNewAccount }: Resolution,
): Promise<void> {
  const data = { method: 'oauth', provider: providerId }
  if (isNewUser) await onEvent(eventFrom(ctx, clock(), 'user.registered', user.id, data))
  if (isNewAccount) await onEvent(eventFrom(ctx, clock(), 'account.linked', user.id, { provider: providerId }))
}

/** Tells of a failed return. */
export async function announceFailure(
  { clock, onEvent }: OAuthFlowParts,
  ctx: RequestContext,
  { provider, state }: Pick<Return, 'provider' | 'state'>,
  error: unknown,
): Promise<void> {
  const reason = error instanceof PylonError ? error.code : 'INTERNAL'
  const data = { method: 'oauth', provider: provider.id, reason }
  const name = state.link === null ? 'sign_in.failed' : 'account.link_failed'
  await onEvent(eventFrom(ctx, clock(), name, state.link?.userId ?? null, data))
}
