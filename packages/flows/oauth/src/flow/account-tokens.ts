import type { Account, AccountTokens, Keys } from '@pylon/core'
import type { TokenSet } from '../token-set.ts'

/** Whose tokens they are, as far as sealing them goes. */
export type AccountName = Pick<Account, 'providerId' | 'accountId'>

/** The tokens as they are stored. */
export function sealTokens(keys: Keys, account: AccountName, tokens: TokenSet): AccountTokens {
  const seal = (member: TokenMember): string | null => {
    const token = tokens[member]
    return token === null ? null : keys.seal(token, contextOf(account, member))
  }
  return {
    accessToken: seal('accessToken'),
    refreshToken: seal('refreshToken'),
    idToken: seal('idToken'),
    accessTokenExpiresAt: tokens.accessTokenExpiresAt,
    refreshTokenExpiresAt: tokens.refreshTokenExpiresAt,
    scope: tokens.scope,
  }
}

/**
 * New tokens over old ones: a provider that sends no refresh token means that the old one stays good, and many send one
 * at the first consent alone.
 */
export function overOldTokens(fresh: AccountTokens, old: AccountTokens | null): AccountTokens {
  if (old === null) return fresh
  const { refreshToken, refreshTokenExpiresAt } = fresh.refreshToken === null ? old : fresh
  return { ...fresh, refreshToken, refreshTokenExpiresAt, scope: fresh.scope ?? old.scope }
}

/** One token in the clear; null when there is none, or none that opens: the secret it was sealed under is gone. */
export function openToken(keys: Keys, account: Account, member: TokenMember): string | null {
  const sealed = account[member]
  return sealed === null ? null : keys.open(sealed, contextOf(account, member))
}

export type TokenMember = 'accessToken' | 'refreshToken' | 'idToken'

const contextOf = ({ providerId, accountId }: AccountName, member: TokenMember): string =>
  `accounts:${providerId}:${accountId}:${member}`
