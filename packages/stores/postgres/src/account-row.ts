import type { Account, AccountTokens } from '@pylon/core'

/** The columns of an `AccountRow`. */
export const accountColumns = `id, user_id, provider_id, account_id, email, created_at, updated_at,
  access_token, refresh_token, id_token, access_token_expires_at, refresh_token_expires_at, scope`

type TokenColumns = [
  accessToken: string | null,
  refreshToken: string | null,
  idToken: string | null,
  accessTokenExpiresAt: number | null,
  refreshTokenExpiresAt: number | null,
  scope: string | null,
]

export type AccountRow = [
  id: string,
  userId: string,
  providerId: string,
  accountId: string,
  email: string | null,
  createdAt: number,
  updatedAt: number,
  ...tokens: TokenColumns,
]

export const toTokenColumns = (tokens: AccountTokens): TokenColumns => [
  tokens.accessToken,
  tokens.refreshToken,
  tokens.idToken,
  tokens.accessTokenExpiresAt,
  tokens.refreshTokenExpiresAt,
  tokens.scope,
]

export const toAccountRow = (account: Account): AccountRow => [
  account.id,
  account.userId,
  account.providerId,
  account.accountId,
  account.email,
  account.createdAt,
  account.updatedAt,
  ...toTokenColumns(account),
]

export const toAccount = (row: AccountRow): Account => ({
  id: row[0],
  userId: row[1],
  providerId: row[2],
  accountId: row[3],
  email: row[4],
  createdAt: row[5],
  updatedAt: row[6],
  accessToken: row[7],
  refreshToken: row[8],
  idToken: row[9],
  accessTokenExpiresAt: row[10],
  refreshTokenExpiresAt: row[11],
  scope: row[12],
})
