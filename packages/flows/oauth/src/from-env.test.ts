import { generateKeyPairSync } from 'node:crypto'
import type { ConfigError } from '@pylon/core'
import { expect, it } from 'vitest'
import { oauthRegistryFromEnv } from './from-env.ts'
import { builtInProviderIds } from './providers/built-in.ts'

const options = { publicUrl: 'https://app.example.com/' }
const secrets = { state: 'state', codeVerifier: 'v'.repeat(43), nonce: 'nonce' }

const pemOf = (namedCurve: string): string =>
  generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

function problemsOf(values: Record<string, string>, allowInsecureRequests = false): readonly string[] {
  try {
    oauthRegistryFromEnv(values, { ...options, allowInsecureRequests })
    return []
  } catch (error) {
    return (error as ConfigError).problems
  }
}

it('configures providers by their client ids, with redirects below the public URL', async () => {
  const values = {
    PYLON_OAUTH_GITHUB_CLIENT_ID: 'gh',
    PYLON_OAUTH_GITHUB_CLIENT_SECRET: 's',
    PYLON_OAUTH_GITHUB_SCOPES: 'read:user, repo  gist',
    PYLON_OAUTH_MICROSOFT_CLIENT_ID: 'ms',
    PYLON_OAUTH_MICROSOFT_CLIENT_SECRET: 's',
    PYLON_OAUTH_MICROSOFT_TENANT: 'contoso.onmicrosoft.com',
    PYLON_OAUTH_MICROSOFT_REDIRECT: 'https://other.example.com/back',
    PYLON_OAUTH_GOOGLE_CLIENT_ID: '',
    PATH: '/bin',
  }
  const { providers, find } = oauthRegistryFromEnv(values, options)
  expect(providers.map(({ id, name }) => [id, name])).toEqual([
    ['github', 'GitHub'],
    ['microsoft', 'Microsoft'],
  ])
  const github = new URL((await find('github')?.authorizationUrl(secrets)) ?? '')
  expect(github.searchParams.get('redirect_uri')).toBe('https://app.example.com/api/auth/callback/github')
  expect(github.searchParams.get('scope')).toBe('read:user repo gist')
  const microsoft = new URL((await find('microsoft')?.authorizationUrl(secrets)) ?? '')
  expect(microsoft.href).toMatch(/^https:\/\/login\.microsoftonline\.com\/contoso\.onmicrosoft\.com\/oauth2/)
  expect(microsoft.searchParams.get('redirect_uri')).toBe('https://other.example.com/back')
})

it('has all 25 built in', () => {
  const values = Object.fromEntries(
    builtInProviderIds.flatMap(id => [
      [`PYLON_OAUTH_${id.toUpperCase()}_CLIENT_ID`, 'id'],
      [`PYLON_OAUTH_${id.toUpperCase()}_CLIENT_SECRET`, 'secret'],
    ]),
  )
  const apple = {
    PYLON_OAUTH_APPLE_TEAM_ID: 'T',
    PYLON_OAUTH_APPLE_KEY_ID: 'K',
    PYLON_OAUTH_APPLE_PRIVATE_KEY: pemOf('P-256').replaceAll('\n', '\\n'),
  }
  const { providers } = oauthRegistryFromEnv({ ...values, ...apple }, options)
  expect(providers).toHaveLength(25)
})

it('takes any id with an issuer, and an issuer for a built-in one', () => {
  const values = {
    PYLON_OAUTH_MY_IDP_CLIENT_ID: 'id',
    PYLON_OAUTH_MY_IDP_CLIENT_SECRET: 's',
    PYLON_OAUTH_MY_IDP_OIDC_ISSUER: 'https://idp.example.com/realms/x',
    PYLON_OAUTH_APPLE_CLIENT_ID: 'id',
    PYLON_OAUTH_APPLE_CLIENT_SECRET: 's',
    PYLON_OAUTH_APPLE_OIDC_ISSUER: 'https://idp.example.com',
  }
  const { providers } = oauthRegistryFromEnv(values, options)
  expect(providers.map(({ id, name, isFormPost }) => [id, name, isFormPost])).toEqual([
    ['my_idp', 'My idp', false],
    ['apple', 'Apple', false],
  ])
})

it('names everything that is wrong at once, and no values', () => {
  const values = {
    PYLON_OAUTH_GITHUB_CLIENT_ID: 'v4lue',
    PYLON_OAUTH_GOOGLE_CLIENT_SECRET: 'v4lue',
    PYLON_OAUTH_ACME_CLIENT_ID: 'v4lue',
    PYLON_OAUTH_ACME_CLIENT_SECRET: 'v4lue',
    PYLON_OAUTH_ACME_REDIRECT: 'v4lue',
    PYLON_OAUTH_ZOOM_CLIENT_ID: 'v4lue',
    PYLON_OAUTH_ZOOM_CLIENT_SECRET: 'v4lue',
    PYLON_OAUTH_ZOOM_OIDC_ISSUER: 'http://127.0.0.1:8080',
    PYLON_OAUTH_ZOOM_TENANT: 'v4lue',
    PYLON_OAUTH_APPLE_CLIENT_ID: 'v4lue',
    PYLON_OAUTH_APPLE_PRIVATE_KEY: 'v4lue',
    PYLON_OAUTH_MICROSOFT_CLIENT_ID: 'v4lue',
    PYLON_OAUTH_MICROSOFT_CLIENT_SECRET: 'v4lue',
    PYLON_OAUTH_MICROSOFT_TENANT: 'v4lue/../x',
    PYLON_OAUTH_GITHUB_CLIENTSECRET: 'v4lue',
  }
  const problems = problemsOf(values)
  expect(problems.map(problem => problem.split(':')[0]).sort()).toEqual([
    'PYLON_OAUTH_ACME_OIDC_ISSUER',
    'PYLON_OAUTH_ACME_REDIRECT',
    'PYLON_OAUTH_APPLE_KEY_ID',
    'PYLON_OAUTH_APPLE_PRIVATE_KEY',
    'PYLON_OAUTH_APPLE_TEAM_ID',
    'PYLON_OAUTH_GITHUB_CLIENTSECRET',
    'PYLON_OAUTH_GITHUB_CLIENT_SECRET',
    'PYLON_OAUTH_GOOGLE_CLIENT_ID',
    'PYLON_OAUTH_MICROSOFT_TENANT',
    'PYLON_OAUTH_ZOOM_OIDC_ISSUER',
    'PYLON_OAUTH_ZOOM_TENANT',
  ])
  expect(problems.join()).not.toContain('v4lue')
})

it.each([
  ['https://idp.example.com', false, true],
  ['https://idp.example.com/tenant/', false, true],
  ['https://idp.example.com?x', false, false],
  ['https://idp.example.com#x', false, false],
  ['https://user:pass@idp.example.com', false, false],
  ['http://idp.example.com', true, false],
  ['http://10.0.0.1', true, false],
  ['http://127.0.0.1:8080', false, false],
  ['http://127.0.0.1:8080', true, true],
  ['http://[::1]:8080', true, true],
  ['http://localhost:8080', true, true],
  ['http://127.0.0.1.evil.example', true, false],
  ['idp.example.com', true, false],
])('takes the issuer %s (insecure ones allowed: %s): %s', (issuer, allowInsecureRequests, isGood) => {
  const values = {
    PYLON_OAUTH_ACME_CLIENT_ID: 'id',
    PYLON_OAUTH_ACME_CLIENT_SECRET: 's',
    PYLON_OAUTH_ACME_OIDC_ISSUER: issuer,
  }
  expect(problemsOf(values, allowInsecureRequests).length === 0).toBe(isGood)
})

it('takes no key of another curve for Apple', () => {
  const values = {
    PYLON_OAUTH_APPLE_CLIENT_ID: 'id',
    PYLON_OAUTH_APPLE_TEAM_ID: 'T',
    PYLON_OAUTH_APPLE_KEY_ID: 'K',
    PYLON_OAUTH_APPLE_PRIVATE_KEY: pemOf('P-384'),
  }
  expect(problemsOf(values)).toEqual(['PYLON_OAUTH_APPLE_PRIVATE_KEY: expected a P-256 key as PKCS #8 in PEM'])
})
