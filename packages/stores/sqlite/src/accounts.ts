import type { Account, AccountStore, AccountTokens } from '@pylon/core'
import type { Access } from './access.ts'

export function sqliteAccounts(access: Access): AccountStore {
  const find = access.prepare<[providerId: string, accountId: string], Account>(`
    SELECT ${columns} FROM pylon_accounts WHERE provider_id = ? AND account_id = ?`)

  const link = access.prepare<[Account]>(`
    INSERT INTO pylon_accounts (id, user_id, provider_id, account_id, email, access_token, refresh_token, id_token,
      access_token_expires_at, refresh_token_expires_at, scope, created_at, updated_at)
    VALUES (:id, :userId, :providerId, :accountId, :email, :accessToken, :refreshToken, :idToken,
      :accessTokenExpiresAt, :refreshTokenExpiresAt, :scope, :createdAt, :updatedAt)
    ON CONFLICT (provider_id, account_id) DO UPDATE SET email = excluded.email, access_token = excluded.access_token,
      refresh_token = excluded.refresh_token, id_token = excluded.id_token,
      access_token_expires_at = excluded.access_token_expires_at,
      refresh_token_expires_at = excluded.refresh_token_expires_at, scope = excluded.scope,
      updated_at = excluded.updated_at
    WHERE user_id = excluded.user_id`)

  const listByUser = access.prepare<[userId: string], Account>(`
    SELECT ${columns} FROM pylon_accounts WHERE user_id = ? ORDER BY created_at, id`)

  const unlink = access.prepare<[userId: string, providerId: string]>(
    'DELETE FROM pylon_accounts WHERE user_id = ? AND provider_id = ?',
  )

  const unlinkByUser = access.prepare<[userId: string]>('DELETE FROM pylon_accounts WHERE user_id = ?')

  const replaceTokens = access.prepare<[TokenSwap]>(`
    UPDATE pylon_accounts SET access_token = :accessToken, refresh_token = :refreshToken, id_token = :idToken,
      access_token_expires_at = :accessTokenExpiresAt, refresh_token_expires_at = :refreshTokenExpiresAt,
      scope = :scope, updated_at = :now
    WHERE id = :id AND access_token IS :expectedAccessToken`)

  return {
    find: (providerId, accountId) => access.read(() => find.get(providerId, accountId) ?? null),
    link: account => access.write(() => link.run(account).changes === 1),
    listByUser: userId => access.read(() => listByUser.all(userId)),
    unlink: (userId, providerId) => access.write(() => unlink.run(userId, providerId).changes),
    unlinkByUser: userId => access.write(() => unlinkByUser.run(userId).changes),
    replaceTokens: (id, tokens, expectedAccessToken, now) =>
      access.write(() => replaceTokens.run({ ...tokens, id, expectedAccessToken, now }).changes === 1),
  }
}

const columns = `id, user_id AS userId, provider_id AS providerId, account_id AS accountId, email,
  access_token AS accessToken, refresh_token AS refreshToken, id_token AS idToken,
  access_token_expires_at AS accessTokenExpiresAt, refresh_token_expires_at AS refreshTokenExpiresAt, scope,
  created_at AS createdAt, updated_at AS updatedAt`

interface TokenSwap extends AccountTokens {
  readonly id: string
  readonly expectedAccessToken: string | null
  readonly now: number
}
