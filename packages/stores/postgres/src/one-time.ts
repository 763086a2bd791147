import type { OneTimeStore } from '@pylon/core'
import type { Access } from './access.ts'
import { sweepInSteps } from './sweep.ts'

export function postgresOneTime(access: Access, table: string): OneTimeStore {
  const put = access.prepare(
    () => `
    INSERT INTO ${table} (purpose, key, value, tries, expires_at) VALUES ($1, $2, $3, 0, $4)
    ON CONFLICT (purpose, key) DO UPDATE SET value = excluded.value, tries = 0, expires_at = excluded.expires_at`,
  )

  // a burned entry (value NULL) stays as its own grave until it expires; an expired one goes without being shown
  const take = access.prepare(
    () => `
    DELETE FROM ${table}
    WHERE purpose = $1 AND key = $2 AND (value IS NOT NULL OR expires_at BETWEEN 1 AND $3)
    RETURNING CASE WHEN expires_at = 0 OR expires_at > $3 THEN value END`,
  )

  // an expired entry is deleted, so that a clock set back revives nothing
  const fail = access.prepare(
    () => `
    WITH expired AS (DELETE FROM ${table} WHERE purpose = $1 AND key = $2 AND expires_at BETWEEN 1 AND $3)
    UPDATE ${table} SET tries = tries + 1, value = CASE WHEN tries < $4 THEN value END
    WHERE purpose = $1 AND key = $2 AND (expires_at = 0 OR expires_at > $3)
    RETURNING tries, value`,
  )

  const sweep = access.prepare(
    () => `
    WITH expired AS MATERIALIZED (
      SELECT purpose, key FROM ${table} WHERE expires_at BETWEEN 1 AND $1
      ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
    DELETE FROM ${table} AS entry USING expired WHERE entry.purpose = expired.purpose AND entry.key = expired.key`,
  )

  return {
    async put({ purpose, key, value, expiresAt }) {
      await access.run(put, [purpose, key, value, expiresAt])
    },
    async take(purpose, key, now) {
      const { rows } = await access.run<[value: string | null]>(take, [purpose, key, now])
      return rows[0]?.[0] ?? null
    },
    async fail(purpose, key, limit, now) {
      const { rows } = await access.run<[tries: number, value: string | null]>(fail, [purpose, key, now, limit])
      const [row] = rows
      return row === undefined ? null : { tries: row[0], value: row[1] }
    },
    sweep: (now, limit) => sweepInSteps(access, sweep, now, limit),
  }
}
