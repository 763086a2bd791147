import type { UserInfo } from '../user-info.ts'
import type { ProviderData } from './provider-data.ts'
import { idOf, objectAt, textOf } from './read.ts'

const headers = { Accept: 'application/vnd.github+json', 'X-GitHub-Api-Version': '2022-11-28' }

export const github: ProviderData = {
  name: 'GitHub',
  authorizationUrl: 'https://github.com/login/oauth/authorize',
  tokenUrl: 'https://github.com/login/oauth/access_token',
  scopes: ['read:user', 'user:email'],
  hasPkce: true,
  clientAuth: 'form',
  identity: {
    kind: 'api',
    requests: () => [
      { url: 'https://api.github.com/user', headers },
      { url: 'https://api.github.com/user/emails', headers },
    ],
    toUserInfo([user, emails]): UserInfo | null {
      const profile = objectAt(user)
      const accountId = idOf(profile.id)
      if (accountId === null) return null
      // the address in the profile is what its owner chose to show, proved or not
      const primary = (Array.isArray(emails) ? emails : [])
        .map(each => objectAt(each))
        .find(each => each.primary === true)
      const email = textOf(primary?.email)
      return {
        accountId,
        email,
        isEmailVerified: email !== null && primary?.verified === true,
        displayName: textOf(profile.name) ?? textOf(profile.login),
      }
    },
  },
}
