import type { AccountStore } from '@pylon/core'
import type { Access } from './access.ts'
import { type AccountRow, accountColumns, toAccount, toAccountRow, toTokenColumns } from './account-row.ts'

/** Statements that touch several accounts lock them in the order of the primary key. */
export function postgresAccounts(access: Access, table: string): AccountStore {
  const find = access.prepare(
    () => `
    SELECT ${accountColumns} FROM ${table} WHERE provider_id = $1 AND account_id = $2 ${access.lockClause}`,
  )

  const link = access.prepare(
    () => `
    INSERT INTO ${table} AS account (${accountColumns})
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    ON CONFLICT (provider_id, account_id) DO UPDATE SET
      email = excluded.email, updated_at = excluded.updated_at,
      access_token = excluded.access_token, refresh_token = excluded.refresh_token, id_token = excluded.id_token,
      access_token_expires_at = excluded.access_token_expires_at,
      refresh_token_expires_at = excluded.refresh_token_expires_at, scope = excluded.scope
    WHERE account.user_id = excluded.user_id`,
  )

  const listByUser = access.prepare(
    () => `
    WITH own AS (
      SELECT ${accountColumns} FROM ${table} WHERE user_id = $1 ORDER BY provider_id, account_id ${access.lockClause})
    SELECT ${accountColumns} FROM own ORDER BY created_at, id`,
  )

  const unlink = access.prepare(
    () => `
    WITH doomed AS MATERIALIZED (
      SELECT account_id FROM ${table} WHERE user_id = $1 AND provider_id = $2 ORDER BY account_id FOR UPDATE)
    DELETE FROM ${table} AS account USING doomed
    WHERE account.provider_id = $2 AND account.account_id = doomed.account_id`,
  )

  const unlinkByUser = access.prepare(
    () => `
    WITH doomed AS MATERIALIZED (
      SELECT provider_id, account_id FROM ${table} WHERE user_id = $1 ORDER BY provider_id, account_id FOR UPDATE)
    DELETE FROM ${table} AS account USING doomed
    WHERE account.provider_id = doomed.provider_id AND account.account_id = doomed.account_id`,
  )

  const replaceTokens = access.prepare(
    () => `
    UPDATE ${table} SET access_token = $4, refresh_token = $5, id_token = $6, access_token_expires_at = $7,
      refresh_token_expires_at = $8, scope = $9, updated_at = $3
    WHERE id = $1 AND access_token IS NOT DISTINCT FROM $2`,
  )

  return {
    async find(providerId, accountId) {
      const row = await access.findRow<AccountRow>(find, [providerId, accountId])
      return row === null ? null : toAccount(row)
    },
    link: async account => (await access.run(link, toAccountRow(account))).rowCount === 1,
    async listByUser(userId) {
      const { rows } = await access.run<AccountRow>(listByUser, [userId])
      return rows.map(toAccount)
    },
    unlink: async (userId, providerId) => (await access.run(unlink, [userId, providerId])).rowCount ?? 0,
    unlinkByUser: async userId => (await access.run(unlinkByUser, [userId])).rowCount ?? 0,
    async replaceTokens(id, tokens, expectedAccessToken, now) {
      const values = [id, expectedAccessToken, now, ...toTokenColumns(tokens)]
      return (await access.run(replaceTokens, values)).rowCount !== 0
    },
  }
}
