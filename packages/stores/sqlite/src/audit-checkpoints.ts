import type { AuditCheckpoint, AuditStore } from '@pylon/core'
import type { Access } from './access.ts'

export function sqliteAuditCheckpoints(access: Access): Pick<AuditStore, 'insertCheckpoint' | 'listCheckpoints'> {
  // a trigger refuses one that is there, before any conflict clause is asked
  const insert = access.prepare<[AuditCheckpoint]>(`
    INSERT INTO pylon_audit_checkpoints (seq, kind, id, hash, at, key_id, signature)
    SELECT :seq, :kind, :id, :hash, :at, :keyId, :signature
    WHERE NOT EXISTS (SELECT 1 FROM pylon_audit_checkpoints WHERE seq = :seq AND kind = :kind)`)

  const list = access.prepare<[after: number, limit: number], AuditCheckpoint>(`
    SELECT seq, id, hash, at, kind, key_id AS keyId, signature FROM pylon_audit_checkpoints
    WHERE seq > ? ORDER BY seq, kind DESC LIMIT ?`)

  return {
    insertCheckpoint: checkpoint => access.write(() => insert.run(checkpoint).changes === 1),
    listCheckpoints: (after, limit) => access.read(() => list.all(after, limit)),
  }
}
