import type { AuditCheckpoint, AuditRow, AuditStore } from '@pylon/core'
import type { SinkRecord } from '../record.ts'

export interface Position {
  /** The last entry that the sink has. */
  readonly seq: number
  /** The last checkpoint that the sink has, by its entry. */
  readonly sealedSeq: number
}

export interface Batch {
  readonly records: readonly SinkRecord[]
  readonly next: Position
  readonly hasMore: boolean
}

export type ShippedStore = Pick<
  AuditStore,
  'head' | 'read' | 'listCheckpoints' | 'claimSink' | 'advanceSink' | 'findSink'
>

/** What comes after that position: entries in their order, each checkpoint behind the entry that it covers. */
export async function nextBatch(store: ShippedStore, { seq, sealedSeq }: Position, size: number): Promise<Batch> {
  const rows = await store.read(seq, size)
  const [first] = rows
  const to = rows.at(-1)?.seq ?? seq
  const isCut = first !== undefined && first.seq > seq + 1
  const checkpoints = await store.listCheckpoints(isCut ? first.seq - 2 : sealedSeq, maxCheckpoints)
  const reached = checkpoints.filter(each => each.seq <= to)
  const isNews = (each: AuditCheckpoint): boolean =>
    each.kind === 'seal' ? each.seq > seq - lookBack : isCut && each.seq < first.seq
  return {
    records: merge(rows, reached.filter(isNews)),
    next: { seq: to, sealedSeq: Math.max(sealedSeq, reached.at(-1)?.seq ?? 0) },
    hasMore: rows.length === size || reached.length === maxCheckpoints,
  }
}

const maxCheckpoints = 1_000

/** Within what a verifier remembers of the entries before; a checkpoint of older ones is made up for by newer ones. */
const lookBack = 32_768

/** Where a server takes up shipping: the newest checkpoint comes again, for nobody noted whether it came. */
export async function positionAt(store: ShippedStore, seq: number): Promise<Position> {
  const start = Math.max(0, seq - lookBack)
  const near = await store.listCheckpoints(start, maxCheckpoints)
  const newest = near.findLast(each => each.kind === 'seal' && each.seq <= seq)
  return { seq, sealedSeq: newest === undefined ? start : newest.seq - 1 }
}

function merge(rows: readonly AuditRow[], checkpoints: readonly AuditCheckpoint[]): readonly SinkRecord[] {
  const records: SinkRecord[] = []
  let at = 0
  const addUpTo = (seq: number): void => {
    for (let each = checkpoints[at]; each !== undefined && each.seq <= seq; each = checkpoints[++at]) {
      records.push({ kind: 'checkpoint', checkpoint: each })
    }
  }
  addUpTo((rows[0]?.seq ?? Number.POSITIVE_INFINITY) - 1)
  for (const row of rows) {
    records.push({ kind: 'entry', row })
    addUpTo(row.seq)
  }
  return records
}
