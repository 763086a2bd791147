import { createPrivateKey } from 'node:crypto'
import type { AppleKey, OAuthConfig } from './oauth-config.ts'
import { secureUrl } from './protocol/secure-url.ts'
import { builtInProvider, builtInProviderIds } from './providers/built-in.ts'

/** Says what each setting of a provider is called: members of `OAuthConfig`, or variables of the environment. */
export type SettingName = (id: string, member: keyof OAuthConfig | keyof AppleKey) => string

/** What is wrong with how a provider is configured; never the values. */
export function configProblems(
  config: OAuthConfig,
  allowInsecureRequests: boolean,
  nameOf: SettingName = (id, member) => `${id}.${member}`,
): string[] {
  const name = (member: keyof OAuthConfig | keyof AppleKey): string => nameOf(config.id, member)
  const isApple = config.id === 'apple' && config.issuer === undefined
  const problems: string[] = []
  if (!/^[a-z0-9_]{1,64}$/.test(config.id))
    problems.push(`${name('id')}: expected lower-case letters, digits, underscores`)
  if (config.clientId === '') problems.push(`${name('clientId')}: is required`)
  if (!isApple && config.clientSecret === '') problems.push(`${name('clientSecret')}: is required`)
  if (!isRedirect(config.redirectUri)) problems.push(`${name('redirectUri')}: expected an http or https URL`)
  if (config.issuer === undefined) {
    if (builtInProvider(config.id, undefined) === null)
      problems.push(`${name('issuer')}: is required, for ${unknownId}`)
  } else if (!isIssuerUrl(config.issuer, allowInsecureRequests)) {
    problems.push(`${name('issuer')}: expected an https URL without query and fragment`)
  }
  if (config.tenant !== undefined && !/^[A-Za-z0-9.-]{1,255}$/.test(config.tenant)) {
    problems.push(`${name('tenant')}: expected a directory's id or domain, common, organizations or consumers`)
  }
  return isApple ? [...problems, ...appleProblems(config.apple, name)] : problems
}

const unknownId = `a provider that is none of ${builtInProviderIds.join(', ')}`

const isRedirect = (text: string): boolean =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).hash === ''

const isIssuerUrl = (text: string, allowInsecureRequests: boolean): boolean =>
  secureUrl(text, allowInsecureRequests) !== null && !/[?#]/.test(text)

function appleProblems(apple: AppleKey | undefined, name: (member: keyof AppleKey) => string): string[] {
  const problems: string[] = []
  if (!apple?.teamId) problems.push(`${name('teamId')}: is required`)
  if (!apple?.keyId) problems.push(`${name('keyId')}: is required`)
  if (!apple?.privateKey) problems.push(`${name('privateKey')}: is required`)
  else if (!isP256Key(apple.privateKey)) problems.push(`${name('privateKey')}: expected a P-256 key as PKCS #8 in PEM`)
  return problems
}

function isP256Key(pem: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem)
    return asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1'
  } catch {
    return false // its message may quote the key
  }
}
