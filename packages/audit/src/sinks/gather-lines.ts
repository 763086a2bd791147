import { lineOf, type SinkRecord } from './record.ts'

/** Lines that are written together. */
export interface Gathered {
  readonly lines: readonly string[]
  readonly records: readonly SinkRecord[]
}

/** Divides records into groups whose lines, with their line ends, are no larger; a line that is larger stands alone. */
export function* gatherLines(records: readonly SinkRecord[], maxBytes: number): Generator<Gathered> {
  let group: { lines: string[]; records: SinkRecord[] } = { lines: [], records: [] }
  let bytes = 0
  for (const record of records) {
    const line = lineOf(record)
    const size = Buffer.byteLength(line) + 1
    if (bytes + size > maxBytes && group.lines.length > 0) {
      yield group
      group = { lines: [], records: [] }
      bytes = 0
    }
    group.lines.push(line)
    group.records.push(record)
    bytes += size
  }
  if (group.lines.length > 0) yield group
}
