import type { AuditStore } from '@pylon/core'
import type { Access } from './access.ts'

export function postgresAuditSinks(
  access: Access,
  table: string,
): Pick<AuditStore, 'claimSink' | 'advanceSink' | 'findSink'> {
  const claim = access.prepare(
    () => `
    INSERT INTO ${table} AS sink (sink, seq, holder, leased_until) VALUES ($1, 0, $2, $4::bigint + $3::bigint)
    ON CONFLICT (sink) DO UPDATE SET holder = excluded.holder, leased_until = excluded.leased_until
      WHERE sink.holder = excluded.holder OR sink.leased_until <= $4::bigint
    RETURNING seq`,
  )

  const advance = access.prepare(() => `UPDATE ${table} SET seq = greatest(seq, $3) WHERE sink = $1 AND holder = $2`)

  const find = access.prepare(() => `SELECT seq FROM ${table} WHERE sink = $1`)

  return {
    async claimSink(sink, holder, leaseSecs, now) {
      const { rows } = await access.run<[seq: number]>(claim, [sink, holder, leaseSecs, now])
      return rows[0]?.[0] ?? null
    },
    advanceSink: async (sink, holder, seq) => (await access.run(advance, [sink, holder, seq])).rowCount === 1,
    async findSink(sink) {
      const { rows } = await access.run<[seq: number]>(find, [sink])
      return rows[0]?.[0] ?? null
    },
  }
}
