import { type HeaderList, PylonError, type Reply, type RequestContext, type SignInResult } from '@pylon/core'
import type { OAuthProvider } from '../oauth-provider.ts'
import { isRefusalByUser, listedCode } from '../protocol/provider-error.ts'
import { ProviderFault } from '../protocol/provider-fault.ts'
import { objectAt, textOf } from '../providers/read.ts'
import { announceFailure, complete, type Return } from './complete.ts'
import { accessDenied, exchangeFailed } from './errors.ts'
import type { OAuthFlowParts } from './oauth-flow.ts'
import type { OAuthState } from './oauth-state.ts'
import { takeBrowserState } from './take-state.ts'

/** Ends a visit to a provider: the browser goes on to where its sign-in said, with a session or with what failed. */
export async function answerBrowser(
  parts: OAuthFlowParts,
  ctx: RequestContext,
  provider: OAuthProvider,
  params: URLSearchParams,
): Promise<Reply> {
  const text = single(params, 'state')
  const state = await takeBrowserState(parts, ctx, provider, text)
  const unbind = parts.binding.end(text ?? '', provider.isFormPost)

  try {
    const back = { provider, state, answer: answerIn(provider, params), displayName: nameIn(params) }
    const result = await complete(parts, ctx, back)
    return redirect(targetAfter(state, result), [...unbind, ...cookiesOf(parts, ctx, result)])
  } catch (error) {
    await announceFailure(parts, ctx, { provider, state }, error)
    if (!(error instanceof PylonError)) throw error
    parts.onError(error, ctx) // nobody else sees its cause: the answer is no error
    return redirect(targetAfterFailure(state, error), unbind)
  }
}

/** A parameter that stands there once; of two, one is somebody else's. */
function single(params: URLSearchParams, name: string): string | null {
  const [value = null, ...others] = params.getAll(name)
  return others.length === 0 ? value : null
}

/** The code, unless the provider sent an error in its place (RFC 6749 §4.1.2.1). */
function answerIn({ id }: OAuthProvider, params: URLSearchParams): Return['answer'] {
  const fault = (reason: string): ProviderFault => new ProviderFault(id, 'authorization', reason)
  const error = params.get('error')
  if (error !== null && isRefusalByUser(error)) throw accessDenied()
  if (error !== null) throw exchangeFailed(fault(listedCode(error)))
  const code = single(params, 'code')
  if (code === null || code === '') throw exchangeFailed(fault('no code'))
  if (params.has('iss') && single(params, 'iss') === null) throw exchangeFailed(fault('wrong_issuer'))
  return { code, iss: single(params, 'iss') }
}

/** Apple has the browser tell the name, at the first consent alone; good for a name that the user may change anyway. */
function nameIn(params: URLSearchParams): string | null {
  const name = objectAt(parsed(params.get('user')), 'name')
  const parts = [textOf(name.firstName), textOf(name.lastName)].filter(part => part !== null)
  return parts.length === 0 ? null : parts.join(' ')
}

function parsed(text: string | null): unknown {
  try {
    return text === null || text.length > 2048 ? null : JSON.parse(text)
  } catch {
    return null
  }
}

function cookiesOf({ signIn }: OAuthFlowParts, ctx: RequestContext, result: SignInResult | null): HeaderList {
  if (result === null) return []
  return signIn.reply(ctx, result, 302).headers.filter(([name]) => name === 'Set-Cookie')
}

function targetAfter({ callback }: OAuthState, result: SignInResult | null): string {
  return result?.kind === 'challenge' ? withParams(callback, { oauth_pending: result.pending }) : callback
}

function targetAfterFailure({ callback, errorCallback }: OAuthState, { code, message }: PylonError): string {
  return withParams(errorCallback ?? callback, { oauth_error: code, oauth_error_message: message })
}

function withParams(target: string, params: Readonly<Record<string, string>>): string {
  const url = new URL(target)
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value)
  return url.href
}

const redirect = (location: string, headers: HeaderList): Reply => ({
  status: 302,
  headers: [['Location', location], ...headers],
  body: null,
})
