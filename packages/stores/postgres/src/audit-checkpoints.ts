import type { AuditCheckpoint, AuditStore } from '@pylon/core'
import type { Access } from './access.ts'

export function postgresAuditCheckpoints(
  access: Access,
  table: string,
): Pick<AuditStore, 'insertCheckpoint' | 'listCheckpoints'> {
  const insert = access.prepare(
    () => `
    INSERT INTO ${table} (seq, kind, id, hash, at, key_id, signature) VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT DO NOTHING`,
  )

  const list = access.prepare(
    () => `
    SELECT seq, kind, id, hash, at, key_id, signature FROM ${table}
    WHERE seq > $1 ORDER BY seq, kind DESC LIMIT $2`,
  )

  return {
    async insertCheckpoint({ seq, kind, id, hash, at, keyId, signature }) {
      const { rowCount } = await access.run(insert, [seq, kind, id, hash, at, keyId, signature])
      return rowCount === 1
    },
    async listCheckpoints(after, limit) {
      const { rows } = await access.run<Columns>(list, [after, limit])
      return rows.map(toCheckpoint)
    },
  }
}

type Columns = [
  seq: number,
  kind: AuditCheckpoint['kind'],
  id: string,
  hash: string,
  at: number,
  keyId: string,
  signature: string,
]

const toCheckpoint = ([seq, kind, id, hash, at, keyId, signature]: Columns): AuditCheckpoint => ({
  seq,
  id,
  hash,
  at,
  kind,
  keyId,
  signature,
})
