import type { AuditCheckpoint, AuditRow } from '@pylon/core'
import { canonicalJson } from '../canonical-json.ts'
import { rowOf } from '../read-entry.ts'

/** What is shipped: entries in their order, and the checkpoints that cover them. */
export type SinkRecord =
  | { readonly kind: 'entry'; readonly row: AuditRow }
  | { readonly kind: 'checkpoint'; readonly checkpoint: AuditCheckpoint }

/**
 * The record as a line of JSON, without its line end: an entry as its text with `hash` as one more member behind, so
 * that people can read it and its bytes can be had back to the last one; or `{"checkpoint":{…}}`.
 *
 * @example
 * import type { AuditRow } from '@pylon/core'
 * import { lineOf } from '@pylon/audit/sinks'
 *
 * const print = (row: AuditRow) => console.log(lineOf({ kind: 'entry', row }))
 */
export function lineOf(record: SinkRecord): string {
  if (record.kind === 'checkpoint') return canonicalJson({ checkpoint: wireCheckpoint(record.checkpoint) })
  return `${record.row.entry.slice(0, -1)},"hash":"${record.row.hash}"}`
}

/**
 * The record that a line is; null for any other line: there is one spelling of each record.
 *
 * @example
 * import { parseLine } from '@pylon/audit/sinks'
 *
 * const isRecord = (line: string) => parseLine(line) !== null
 */
export function parseLine(line: string): SinkRecord | null {
  if (line.startsWith('{"checkpoint":')) return parseCheckpoint(line)
  const [end, hash] = entryEnd.exec(line) ?? []
  const row = end === undefined || hash === undefined ? null : rowOf(`${line.slice(0, -end.length)}}`, hash)
  return row === null ? null : { kind: 'entry', row }
}

const entryEnd = /,"hash":"([0-9a-f]{64})"\}$/

const wireCheckpoint = ({ keyId, ...rest }: AuditCheckpoint) => ({ ...rest, key_id: keyId })

function parseCheckpoint(line: string): SinkRecord | null {
  const checkpoint = checkpointIn(parseJson(line))
  const record: SinkRecord | null = checkpoint === null ? null : { kind: 'checkpoint', checkpoint }
  return record !== null && lineOf(record) === line ? record : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Members of these names and types; that there are no others is seen when it is written again. */
function checkpointIn(parsed: unknown): AuditCheckpoint | null {
  const members: unknown = isObject(parsed) ? parsed.checkpoint : null
  if (!isObject(members)) return null
  const { seq, id, hash, at, kind, key_id: keyId, signature } = members
  const isSound = Number.isSafeInteger(seq) && Number.isSafeInteger(at) && (kind === 'seal' || kind === 'cut')
  const texts = [id, hash, keyId, signature]
  if (!isSound || !texts.every(text => typeof text === 'string')) return null
  return { seq, id, hash, at, kind, keyId, signature } as AuditCheckpoint // looked at one by one
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** The entry that it is, or the last one that it covers. */
export const seqOf = (record: SinkRecord): number => (record.kind === 'entry' ? record.row.seq : record.checkpoint.seq)
