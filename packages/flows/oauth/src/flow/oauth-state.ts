import { generateToken, hashToken, isToken, type Keys, type OneTimeStore } from '@pylon/core'

/** What is kept here of a sign-in while the browser is at the provider. */
export interface OAuthState {
  readonly providerId: string
  /** Where the browser goes in the end, as a URL that was checked. */
  readonly callback: string
  /** Where it goes when something fails; null: to `callback` too. */
  readonly errorCallback: string | null
  readonly codeVerifier: string
  readonly nonce: string
  /** Digest of the cookie of the browser that began; null where cookies are off. */
  readonly browserHash: string | null
  /** Set when an account is to be linked to somebody who is signed in. */
  readonly link: LinkIntent | null
}

export interface LinkIntent {
  readonly userId: string
  readonly sessionId: string
  /** A password change or ban since then voids the intent. */
  readonly authVersion: number
}

export interface OAuthStates {
  /** A new `state`, 256 bits. */
  create(): string
  put(state: string, value: OAuthState, expiresAt: number): Promise<void>
  /** Gives what was kept to exactly one caller, and to none that names another provider. */
  take(providerId: string, state: string, now: number): Promise<OAuthState | null>
}

/** Keeps sign-ins under the digest of their `state`, sealed: the code verifier redeems codes. */
export function createOAuthStates(oneTime: OneTimeStore, keys: Keys): OAuthStates {
  return {
    create: () => generateToken(''),
    async put(state, value, expiresAt) {
      const key = hashToken(state)
      const purpose = purposeOf(value.providerId)
      await oneTime.put({ purpose, key, value: keys.seal(JSON.stringify(value), `${purpose}:${key}`), expiresAt })
    },
    async take(providerId, state, now) {
      if (!isToken('', state)) return null
      const [purpose, key] = [purposeOf(providerId), hashToken(state)]
      const sealed = await oneTime.take(purpose, key, now)
      const value = sealed === null ? null : keys.open(sealed, `${purpose}:${key}`)
      return value === null ? null : (JSON.parse(value) as OAuthState) // sealed by put alone
    },
  }
}

const purposeOf = (providerId: string): string => `oauth-state:${providerId}`
