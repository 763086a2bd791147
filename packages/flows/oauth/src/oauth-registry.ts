import { type Clock, ConfigError, systemClock } from '@pylon/core'
import { configProblems } from './config-problems.ts'
import type { OAuthConfig } from './oauth-config.ts'
import { createOAuthProvider, type OAuthProvider } from './oauth-provider.ts'
import { withDeadline } from './protocol/deadline.ts'
import { rememberDiscovery } from './protocol/discovered.ts'
import { discoverProvider } from './protocol/discovery.ts'
import type { ProviderFetch } from './protocol/json-request.ts'
import { ProviderFault } from './protocol/provider-fault.ts'
import { builtInProvider } from './providers/built-in.ts'
import type { ProviderData } from './providers/provider-data.ts'

export interface OAuthRegistryOptions {
  readonly configs: readonly OAuthConfig[]
  /** Everything that goes out takes this one; default the global one, as it is when it is called. */
  readonly fetch?: ProviderFetch
  readonly clock?: Clock
  /** For all that one exchange or refresh asks of a provider, in seconds; default 10. */
  readonly timeoutSecs?: number
  /** Lets issuers and their endpoints be http on loopback hosts, for development; default false. */
  readonly allowInsecureRequests?: boolean
}

/** The providers that are configured. */
export interface OAuthRegistry {
  readonly providers: readonly OAuthProvider[]
  find(id: string): OAuthProvider | null
}

/**
 * Makes providers of sign-in from how this application is registered with them. Nothing is fetched before it is needed.
 *
 * Throws `ConfigError` with every problem of every provider.
 *
 * @example
 * import { createOAuthRegistry } from '@pylon/oauth'
 *
 * const redirectUri = 'https://app.example.com/api/auth/callback/github'
 * const registry = createOAuthRegistry({
 *   configs: [{ id: 'github', clientId: 'Iv1.5d7d0c2e', clientSecret: 'from the environment', redirectUri }],
 * })
 */
export function createOAuthRegistry({
  configs,
  fetch = (url, init) => globalThis.fetch(url, init),
  clock = systemClock,
  timeoutSecs = 10,
  allowInsecureRequests = false,
}: OAuthRegistryOptions): OAuthRegistry {
  const problems = configs.flatMap(config => configProblems(config, allowInsecureRequests))
  if (!(timeoutSecs > 0 && timeoutSecs <= 60)) problems.push(`timeoutSecs: expected 1 to 60, found ${timeoutSecs}`)
  if (problems.length > 0) throw new ConfigError(problems)
  const byId = new Map(configs.map(config => [config.id, createProvider(config)]))

  function createProvider(config: OAuthConfig): OAuthProvider {
    const parts = { config, fetch, clock, timeoutSecs, allowInsecureRequests }
    const known = config.issuer === undefined ? builtInProvider(config.id, config.tenant) : null
    if (known !== null) {
      const { name, isFormPost = false } = known
      return createOAuthProvider({ ...parts, name, isFormPost, load: async () => known })
    }
    const name = nameOf(config)
    const load = rememberDiscovery(() => discover(name, config), clock)
    return createOAuthProvider({ ...parts, name, isFormPost: false, load })
  }

  function discover(name: string, { id, issuer = '' }: OAuthConfig): Promise<ProviderData> {
    const fault = (reason: string): ProviderFault => new ProviderFault(id, 'discovery', reason)
    const options = { name, issuer, allowInsecureRequests }
    const work = (signal: AbortSignal): Promise<ProviderData> => discoverProvider(options, { fetch, signal, fault })
    return withDeadline(timeoutSecs, () => fault('timeout'), work)
  }

  return { providers: [...byId.values()], find: id => byId.get(id) ?? null }
}

/** The built-in name, or the id as a name. */
const nameOf = ({ id }: OAuthConfig): string =>
  builtInProvider(id, undefined)?.name ?? id.charAt(0).toUpperCase() + id.slice(1).replaceAll('_', ' ')
