import { resolve } from 'node:path'
import { textProblem, throwProblems, wholeProblem } from '../check-options.ts'
import { createTurns } from '../in-turn.ts'
import { lineOf, type SinkRecord } from '../record.ts'
import type { AuditSink } from '../sink.ts'
import { type LogFile, openLogFile } from './log-file.ts'
import { dropOldest, moveAway } from './rotated-files.ts'

export interface FileSinkOptions {
  /** Its folder is made; a link is not followed. */
  readonly path: string
  /** Of one file; a full one is moved to `<path>.<number of its first entry>`. Default 64 MiB. */
  readonly maxBytes?: number
  /** How many such files are kept, the newest; default null: all. */
  readonly maxFiles?: number | null
  /** Default `file:` and the absolute path. Servers that share a log and not a disk each need a name of their own. */
  readonly name?: string
}

/**
 * Appends JSON lines to a file that only its owner may read; a record counts as written when it is on disk.
 *
 * Throws `ConfigError`.
 *
 * @example
 * import { fileSink } from '@pylon/audit/sinks'
 *
 * const sink = fileSink({ path: '/var/lib/acme/audit.jsonl', maxBytes: 256 * 1024 * 1024 })
 */
export function fileSink({ path, maxBytes = 67_108_864, maxFiles = null, name }: FileSinkOptions): AuditSink {
  throwProblems([
    textProblem('path', path, 4_000),
    wholeProblem('maxBytes', maxBytes, 1_024, 2 ** 40),
    maxFiles === null ? null : wholeProblem('maxFiles', maxFiles, 1, 1_000_000),
    name === undefined ? null : textProblem('name', name, 500),
  ])
  const target = resolve(path)
  const inTurn = createTurns()
  let file: LogFile | null = null

  async function write(records: readonly SinkRecord[]): Promise<void> {
    try {
      for (let at = 0; at < records.length; ) at += await writeSome(records, at)
    } catch (error) {
      await close().catch(() => {}) // the next write opens it again, and looks at what is there
      throw error
    }
  }

  /** As much as one file takes; answers how many records that was. */
  async function writeSome(records: readonly SinkRecord[], from: number): Promise<number> {
    const current = await openFile()
    const lines = fitting(records, from, maxBytes - current.size, current.size === 0)
    const first = records[from]
    if (lines.length > 0 && first !== undefined) await current.append(lines, first)
    if (from + lines.length < records.length) await rotate(current)
    return lines.length
  }

  async function openFile(): Promise<LogFile> {
    if (file !== null && !(await file.isInPlace())) await close()
    file ??= await openLogFile(target)
    return file
  }

  async function rotate({ firstSeq }: LogFile): Promise<void> {
    await close()
    if (firstSeq !== null) await moveAway(target, firstSeq)
    if (maxFiles !== null) await dropOldest(target, maxFiles)
  }

  async function close(): Promise<void> {
    const closing = file
    file = null
    await closing?.close()
  }

  return { name: name ?? `file:${target}`, write: records => inTurn(() => write(records)), close: () => inTurn(close) }
}

/** The lines from that record on that the room suffices for; in an empty file one at least. */
function fitting(records: readonly SinkRecord[], from: number, room: number, isEmpty: boolean): readonly string[] {
  const lines: string[] = []
  let left = room
  for (const record of records.slice(from)) {
    const line = lineOf(record)
    left -= Buffer.byteLength(line) + 1
    if (left < 0 && !(isEmpty && lines.length === 0)) break
    lines.push(line)
  }
  return lines
}
