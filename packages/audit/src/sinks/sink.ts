import type { SinkRecord } from './record.ts'

/**
 * Where entries go besides the store. Records may come again, from some earlier one on: a server that dies after a
 * write and before it notes that has them written once more.
 */
export interface AuditSink {
  /** What it is and where it leads, the same after every start: the store remembers how far it came under this name. */
  readonly name: string
  /** For how long new records are gathered before they are written, in seconds; default 0. */
  readonly gatherSecs?: number
  /** Resolves when the records are there to stay; rejects when they are to be written again. */
  write(records: readonly SinkRecord[]): Promise<void>
  /** After the last write. */
  close(): Promise<void>
}
