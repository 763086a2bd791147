import type { AuditStore } from '@pylon/core'
import type { Access } from './access.ts'
import { returned } from './statements.ts'

/** What a power cut takes back is delivered once more. */
export function sqliteAuditSinks(access: Access): Pick<AuditStore, 'claimSink' | 'advanceSink' | 'findSink'> {
  const claim = access.prepare<[Claim], { readonly seq: number }>(`
    INSERT INTO pylon_audit_sinks (sink, seq, holder, leased_until) VALUES (:sink, 0, :holder, :now + :leaseSecs)
    ON CONFLICT (sink) DO UPDATE SET holder = excluded.holder, leased_until = excluded.leased_until
      WHERE holder = excluded.holder OR leased_until <= :now
    RETURNING seq`)

  const advance = access.prepare<[seq: number, sink: string, holder: string]>(`
    UPDATE pylon_audit_sinks SET seq = max(seq, ?) WHERE sink = ? AND holder = ?`)

  const find = access.prepare<[sink: string], { readonly seq: number }>(
    'SELECT seq FROM pylon_audit_sinks WHERE sink = ?',
  )

  return {
    claimSink: (sink, holder, leaseSecs, now) =>
      access.writeRelaxed(() => returned(claim, { sink, holder, leaseSecs, now })?.seq ?? null),
    advanceSink: (sink, holder, seq) => access.writeRelaxed(() => advance.run(seq, sink, holder).changes === 1),
    findSink: sink => access.read(() => find.get(sink)?.seq ?? null),
  }
}

interface Claim {
  readonly sink: string
  readonly holder: string
  readonly leaseSecs: number
  readonly now: number
}
