import type { JsonObject } from '@pylon/core'
import type { UserInfo } from '../user-info.ts'
import type { ProviderData } from './provider-data.ts'
import { isTrue } from './read.ts'
import { standardUserInfo } from './standard-claims.ts'

/** Accounts of one directory, or of many: `common`, `organizations`, `consumers`. */
export function microsoft(tenant = 'common'): ProviderData {
  const base = `https://login.microsoftonline.com/${tenant}`
  return {
    name: 'Microsoft',
    authorizationUrl: `${base}/oauth2/v2.0/authorize`,
    tokenUrl: `${base}/oauth2/v2.0/token`,
    scopes: ['openid', 'email', 'profile', 'offline_access'],
    hasPkce: true,
    clientAuth: 'form',
    identity: {
      kind: 'id_token',
      issuer: `https://login.microsoftonline.com/${issuerTenant(tenant)}/v2.0`,
      jwksUrl: `${base}/discovery/v2.0/keys`,
      userInfoUrl: null,
      toUserInfo: microsoftUserInfo,
    },
  }
}

const directoryId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The directory of all personal accounts. */
const consumers = '9188040d-6c67-4c5b-b112-36a304b66dad'

/** id_tokens name the directory by its id, whatever name it goes by in URLs. */
function issuerTenant(tenant: string): string {
  if (tenant === 'consumers') return consumers
  return directoryId.test(tenant) ? tenant : '{tenantid}'
}

/** An administrator writes any address into a directory (nOAuth): only `xms_edov` says that its domain is theirs. */
function microsoftUserInfo(claims: JsonObject): UserInfo | null {
  const { xms_edov: isDomainOwned } = claims
  const isEmailVerified = isTrue(isDomainOwned) || isDomainOwned === 1 || isDomainOwned === '1'
  return standardUserInfo({ ...claims, email_verified: isEmailVerified })
}
