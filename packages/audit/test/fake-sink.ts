import type { SinkRecord } from '../src/sinks/record.ts'
import type { AuditSink } from '../src/sinks/sink.ts'

export interface FakeSink extends AuditSink {
  readonly records: readonly SinkRecord[]
  /** Of the entries that it got, in the order of arrival. */
  seqs(): readonly number[]
  /** Of the checkpoints. */
  sealedSeqs(): readonly number[]
  isClosed(): boolean
}

/** Takes what it gets; `before` runs first and may wait or throw. */
export function fakeSink(name: string, before: () => Promise<void> | void = () => {}, gatherSecs = 0): FakeSink {
  const records: SinkRecord[] = []
  let isClosed = false
  return {
    name,
    gatherSecs,
    records,
    seqs: () => records.flatMap(record => (record.kind === 'entry' ? [record.row.seq] : [])),
    sealedSeqs: () => records.flatMap(record => (record.kind === 'checkpoint' ? [record.checkpoint.seq] : [])),
    isClosed: () => isClosed,
    async write(written) {
      await before()
      records.push(...written)
    },
    async close() {
      isClosed = true
    },
  }
}
