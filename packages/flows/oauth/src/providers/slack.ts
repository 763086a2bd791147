import type { JsonObject } from '@pylon/core'
import type { UserInfo } from '../user-info.ts'
import type { ProviderData } from './provider-data.ts'
import { idOf } from './read.ts'
import { standardUserInfo } from './standard-claims.ts'

export const slack: ProviderData = {
  name: 'Slack',
  authorizationUrl: 'https://slack.com/openid/connect/authorize',
  tokenUrl: 'https://slack.com/api/openid.connect.token',
  scopes: ['openid', 'email', 'profile'],
  hasPkce: false,
  clientAuth: 'form',
  identity: {
    kind: 'id_token',
    issuer: 'https://slack.com',
    jwksUrl: 'https://slack.com/openid/connect/keys',
    userInfoUrl: null,
    toUserInfo: slackUserInfo,
  },
}

/** Slack's ids of users are unique within a workspace alone. */
function slackUserInfo(claims: JsonObject): UserInfo | null {
  const user = standardUserInfo(claims)
  const team = idOf(claims['https://slack.com/team_id'])
  return user === null || team === null ? null : { ...user, accountId: `${team}.${user.accountId}` }
}
