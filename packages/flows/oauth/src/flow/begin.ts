import { generateToken, type HeaderList, type RequestContext, redirectTarget, untrustedRedirect } from '@pylon/core'
import type { OAuthProvider } from '../oauth-provider.ts'
import { ProviderFault } from '../protocol/provider-fault.ts'
import { missingCallback, providerBroken } from './errors.ts'
import type { OAuthFlowParts } from './oauth-flow.ts'
import type { OAuthState } from './oauth-state.ts'

/** Where the browser goes in the end. */
export type Targets = Pick<OAuthState, 'callback' | 'errorCallback'>

/** Checks where a request wants the browser to go; throws `MISSING_CALLBACK` and `UNTRUSTED_REDIRECT`. */
export function checkTargets(
  own: Pick<OAuthFlowParts, 'publicUrl' | 'trustedOrigins'>,
  callback: string | null,
  errorCallback: string | null,
): Targets {
  if (callback === null || callback === '') throw missingCallback()
  return {
    callback: trusted(callback, own),
    errorCallback: errorCallback === null || errorCallback === '' ? null : trusted(errorCallback, own),
  }
}

function trusted(text: string, own: Pick<OAuthFlowParts, 'publicUrl' | 'trustedOrigins'>): string {
  const url = redirectTarget(text, own)
  if (url === null) throw untrustedRedirect()
  return url
}

/** What a client needs to go to the provider. */
export interface Beginning {
  readonly redirect: string
  readonly state: string
  readonly headers: HeaderList
}

/** Keeps a new state and says where to send the browser. */
export async function begin(
  { sessions, states, binding, stateLifetimeSecs, clock }: OAuthFlowParts,
  ctx: RequestContext,
  provider: OAuthProvider,
  intent: Targets & Pick<OAuthState, 'link'>,
): Promise<Beginning> {
  const secrets = { state: states.create(), codeVerifier: generateToken(''), nonce: generateToken('') }
  const redirect = await provider.authorizationUrl(secrets).catch(asProviderBroken)
  const { state, codeVerifier, nonce } = secrets
  const now = clock()
  const mark = sessions.cookie === null ? null : binding.begin(ctx, state, provider.isFormPost, now)
  const { browserHash = null, headers = [] } = mark ?? {}
  await states.put(
    state,
    { providerId: provider.id, ...intent, codeVerifier, nonce, browserHash },
    now + stateLifetimeSecs,
  )
  return { redirect, state, headers }
}

function asProviderBroken(error: unknown): never {
  throw error instanceof ProviderFault ? providerBroken(error) : error
}
