import { oauthRegistryFromEnv } from './from-env.ts'
import type { OAuthRegistry as Registry } from './oauth-registry.ts'

/** The providers that are configured. */
export type OAuthRegistry = Registry

/** Makes the registry from variables of the environment. */
export const OAuthRegistry: { readonly fromEnv: typeof oauthRegistryFromEnv } = { fromEnv: oauthRegistryFromEnv }
