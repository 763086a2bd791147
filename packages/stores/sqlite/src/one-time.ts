import type { OneTimeEntry, OneTimeStore, OneTimeTry } from '@pylon/core'
import type { Access } from './access.ts'
import { returned } from './statements.ts'
import { sweepInSteps } from './sweep.ts'

export function sqliteOneTime(access: Access): OneTimeStore {
  const put = access.prepare<[OneTimeEntry]>(`
    INSERT INTO pylon_one_time (purpose, key, value, tries, expires_at) VALUES (:purpose, :key, :value, 0, :expiresAt)
    ON CONFLICT (purpose, key) DO UPDATE SET value = excluded.value, tries = 0, expires_at = excluded.expires_at`)

  // a burned entry (value NULL) stays as its own grave until it expires; an expired one goes without being shown
  const take = access.prepare<[Look], Pick<OneTimeTry, 'value'>>(`
    DELETE FROM pylon_one_time
    WHERE purpose = :purpose AND key = :key AND (value IS NOT NULL OR expires_at BETWEEN 1 AND :now)
    RETURNING CASE WHEN expires_at = 0 OR expires_at > :now THEN value END AS value`)

  const fail = access.prepare<[Look & { readonly limit: number }], OneTimeTry>(`
    UPDATE pylon_one_time SET tries = tries + 1, value = CASE WHEN tries < :limit THEN value END
    WHERE purpose = :purpose AND key = :key AND (expires_at = 0 OR expires_at > :now)
    RETURNING tries, value`)

  const removeExpired = access.prepare<[Look]>(`
    DELETE FROM pylon_one_time WHERE purpose = :purpose AND key = :key AND expires_at BETWEEN 1 AND :now`)

  const sweep = access.prepare<[now: number, limit: number]>(`
    DELETE FROM pylon_one_time WHERE rowid IN
      (SELECT rowid FROM pylon_one_time WHERE expires_at BETWEEN 1 AND ? ORDER BY expires_at LIMIT ?)`)

  function failOrRemove(look: Look, limit: number): OneTimeTry | null {
    const counted = returned(fail, { ...look, limit })
    if (counted === null) removeExpired.run(look)
    return counted
  }

  return {
    put: entry => access.write(() => void put.run(entry)),
    take: (purpose, key, now) => access.write(() => returned(take, { purpose, key, now })?.value ?? null),
    fail: (purpose, key, limit, now) => access.write(() => failOrRemove({ purpose, key, now }, limit)),
    sweep: (now, limit) => sweepInSteps(access, sweep, now, limit),
  }
}

interface Look {
  readonly purpose: string
  readonly key: string
  readonly now: number
}
