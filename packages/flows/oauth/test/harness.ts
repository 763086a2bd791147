import {
  type App,
  type AuthEvent,
  createApp,
  createAuthCookies,
  createKeys,
  createSessions,
  createSignIn,
  type Keys,
  newUser,
  type PylonError,
  type Sessions,
  type StoreBundle,
  type User,
} from '@pylon/core'
import { oauthFlow } from '../src/flow/index.ts'
import { createOAuthRegistry, type OAuthConfig, type ProviderFetch } from '../src/index.ts'
import { type Browser, type BrowserAnswer, openBrowser } from './browser.ts'
import { clientSecret, type FakeProvider, type FakeUser, startFakeProvider } from './fake-provider.ts'
import { openTestStores } from './test-stores.ts'

export interface HarnessOptions {
  readonly hasCookies?: boolean
  readonly hasEmailSignIn?: boolean
  readonly isSecondFactorOwed?: boolean
  readonly timeoutSecs?: number
  readonly configs?: readonly OAuthConfig[]
  readonly fetch?: ProviderFetch
}

export interface Harness {
  readonly app: App
  /** Another server on the same stores. */
  openApp(): App
  readonly acme: FakeProvider
  readonly other: FakeProvider
  readonly stores: StoreBundle
  readonly sessions: Sessions
  readonly keys: Keys
  readonly events: AuthEvent[]
  /** What `onError` of app and flow were told. */
  readonly errors: PylonError[]
  readonly now: { at: number }
  addUser(email: string, isEmailVerified: boolean): Promise<User>
  /** A browser in which that user is signed in already. */
  signedIn(user: User): Promise<Browser & { readonly token: string }>
  open(): Browser
}

export const start = 1_800_000_000
export const publicUrl = 'https://app.example.com'
export const ada: FakeUser = { sub: 'ada-at-acme', email: 'ada@example.com', email_verified: true, name: 'Ada' }

/** An app with the providers `acme` and `other`, both of which are fake. */
export async function createHarness(options: HarnessOptions = {}): Promise<Harness> {
  const now = { at: start }
  const clock = () => now.at
  const [acme, other] = [await startFakeProvider(now), await startFakeProvider(now)]
  const stores = openTestStores()
  const cookies = createAuthCookies()
  const events: AuthEvent[] = []
  const errors: PylonError[] = []
  const onEvent = (event: AuthEvent): void => void events.push(event)
  const onError = (error: PylonError): void => void errors.push(error)
  const hasCookies = options.hasCookies ?? true
  const sessions = createSessions({ store: stores.sessions, cookie: hasCookies ? cookies.session : null, clock })
  const signIn = createSignIn({
    stores,
    sessions,
    challengeCookie: hasCookies ? cookies.challenge : null,
    secondFactors: [{ name: 'totp', isOwed: async () => options.isSecondFactorOwed ?? false }],
    clock,
    onEvent,
  })
  const registryOptions = {
    configs: [configOf('acme', acme), configOf('other', other), ...(options.configs ?? [])],
    clock,
    allowInsecureRequests: true,
    timeoutSecs: options.timeoutSecs ?? 10,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  }
  const parts = { stores, sessions, signIn, publicUrl, keys: createKeys({ secret: 'secret' }), clock, onEvent, onError }
  const openApp = (): App =>
    createApp({
      authenticators: [sessions.authenticator],
      flows: [
        oauthFlow({
          ...parts,
          registry: createOAuthRegistry(registryOptions),
          trustedOrigins: ['https://spa.example.com'],
          hasEmailSignIn: options.hasEmailSignIn ?? false,
        }),
      ],
      clock,
      onError,
    })
  const app = openApp()

  async function addUser(email: string, isEmailVerified: boolean): Promise<User> {
    const user = newUser({ email, isEmailVerified, displayName: null }, clock())
    await stores.users.insert(user)
    return user
  }

  async function signedIn(user: User): Promise<Browser & { readonly token: string }> {
    const ctx = { ip: '', header: () => null, cookie: () => null } as never
    const { token } = await sessions.create(ctx, { userId: user.id, roles: [], amr: ['pwd'] })
    const browser = openBrowser(app)
    browser.cookies.set(cookies.session.name, token)
    return { ...browser, token }
  }

  return {
    app,
    openApp,
    acme,
    other,
    stores,
    sessions,
    keys: parts.keys,
    events,
    errors,
    now,
    addUser,
    signedIn,
    open: () => openBrowser(app),
  }
}

export function configOf(id: string, { issuer, clientId }: FakeProvider): OAuthConfig {
  return { id, clientId, clientSecret, redirectUri: `${publicUrl}/api/auth/callback/${id}`, issuer }
}

/** Goes to a provider and comes back, in one browser. */
export async function visit(
  browser: Browser,
  provider: FakeProvider,
  user: FakeUser,
  id = 'acme',
): Promise<BrowserAnswer> {
  const begun = await browser.call(`login/${id}?callback=/done&error_callback=/failed`)
  return comeBack(browser, provider, begun.body.redirect, user, id)
}

export function comeBack(
  browser: Browser,
  provider: FakeProvider,
  redirect: string,
  user: FakeUser,
  id = 'acme',
): Promise<BrowserAnswer> {
  return browser.call(`callback/${id}?${new URLSearchParams(provider.approve(redirect, user))}`)
}

/** The same by the JSON form, without cookies. */
export async function visitAsClient(
  browser: Browser,
  provider: FakeProvider,
  user: FakeUser,
  id = 'acme',
): Promise<BrowserAnswer> {
  const begun = await browser.call(`login/${id}?callback=/done`)
  return browser.call(`callback/${id}`, { body: provider.approve(begun.body.redirect, user) })
}
