import type { AuditCheckpoint } from '@pylon/core'

/** Keys stand in the order of their entries, a checkpoint behind every object that may hold the entry it covers. */
export const entriesKey = (prefix: string, firstSeq: number, lastSeq: number): string =>
  `${prefix}${padded(firstSeq)}-${lastSeq}.jsonl`

export const checkpointKey = (prefix: string, { seq, kind }: AuditCheckpoint): string =>
  `${prefix}${padded(seq)}.${kind}.jsonl`

/** Whether an object under the prefix is one of the log's. */
export const isLogKey = (prefix: string, key: string): boolean =>
  key.startsWith(prefix) && /^\d{16}(?:-\d{1,16}|\.seal|\.cut)\.jsonl$/.test(key.slice(prefix.length))

const padded = (seq: number): string => String(seq).padStart(16, '0')
