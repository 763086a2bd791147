import type { Credential, CredentialStore } from '@pylon/core'
import type { Access } from './access.ts'

export function sqliteCredentials(access: Access): CredentialStore {
  const find = access.prepare<[userId: string, kind: string], Credential>(`
    SELECT user_id AS userId, kind, value, step, updated_at AS updatedAt
    FROM pylon_credentials WHERE user_id = ? AND kind = ?`)

  const put = access.prepare<[Credential]>(`
    INSERT INTO pylon_credentials (user_id, kind, value, step, updated_at)
    VALUES (:userId, :kind, :value, :step, :updatedAt)
    ON CONFLICT (user_id, kind) DO UPDATE SET
      value = excluded.value, step = excluded.step, updated_at = excluded.updated_at`)

  const replace = access.prepare<[Credential & { readonly expectedValue: string }]>(`
    UPDATE pylon_credentials SET value = :value, step = max(step, :step), updated_at = :updatedAt
    WHERE user_id = :userId AND kind = :kind AND value = :expectedValue`)

  const remove = access.prepare<[userId: string, kind: string]>(
    'DELETE FROM pylon_credentials WHERE user_id = ? AND kind = ?',
  )

  const removeByUser = access.prepare<[userId: string]>('DELETE FROM pylon_credentials WHERE user_id = ?')

  const advance = access.prepare<[Pick<Credential, 'userId' | 'kind' | 'step'>]>(`
    UPDATE pylon_credentials SET step = :step WHERE user_id = :userId AND kind = :kind AND step < :step`)

  return {
    find: (userId, kind) => access.read(() => find.get(userId, kind) ?? null),
    put: credential => access.write(() => void put.run(credential)),
    replace: (credential, expectedValue) =>
      access.write(() => replace.run({ ...credential, expectedValue }).changes === 1),
    delete: (userId, kind) => access.write(() => remove.run(userId, kind).changes === 1),
    deleteByUser: userId => access.write(() => removeByUser.run(userId).changes),
    advance: (userId, kind, step) => access.write(() => advance.run({ userId, kind, step }).changes === 1),
  }
}
