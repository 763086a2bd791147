import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { parseLine, type SinkRecord, seqOf } from '../record.ts'
import { syncFolder } from './sync-folder.ts'
import { firstLine, wholeBytes } from './torn-line.ts'

/** The file that lines are appended to now. */
export interface LogFile {
  readonly size: number
  /** Of its first record; null as long as there is none. */
  readonly firstSeq: number | null
  /** Resolves when the lines are on disk; of lines that cannot be written nothing stays. */
  append(lines: readonly string[], first: SinkRecord): Promise<void>
  /** Whether the file still stands at its path: others rotate, move and delete files too. */
  isInPlace(): Promise<boolean>
  close(): Promise<void>
}

/** Opens the file, or makes it for its owner alone; cuts off a line that a crash left half written. */
export async function openLogFile(path: string): Promise<LogFile> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  // no following of links: somebody who may write to the folder would choose what is appended to
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0)
  const file = await open(path, flags, 0o600)
  try {
    return await prepare(file, path)
  } catch (error) {
    await file.close()
    throw error
  }
}

async function prepare(file: FileHandle, path: string): Promise<LogFile> {
  const opened = await file.stat()
  if (!opened.isFile()) throw new Error(`${path} is no regular file`)
  let firstSeq = await firstSeqIn(file, opened.size, path)
  let size = await wholeBytes(file, opened.size)
  if (size < opened.size) await file.truncate(size)
  await file.datasync()
  await syncFolder(dirname(path))

  async function append(lines: readonly string[], first: SinkRecord): Promise<void> {
    const bytes = Buffer.from(`${lines.join('\n')}\n`)
    try {
      await writeAll(file, bytes)
      await file.datasync()
    } catch (error) {
      await file.truncate(size) // half a line must not stand before the next one
      throw error
    }
    size += bytes.length
    firstSeq ??= seqOf(first)
  }

  async function isInPlace(): Promise<boolean> {
    const found = await stat(path).catch(() => null)
    return found !== null && found.ino === opened.ino && found.dev === opened.dev && found.size === size
  }

  return {
    get size() {
      return size
    },
    get firstSeq() {
      return firstSeq
    },
    append,
    isInPlace,
    close: () => file.close(),
  }
}

/** Null for a file without a whole line. Throws for a file of somebody else's, before anything in it is changed. */
async function firstSeqIn(file: FileHandle, size: number, path: string): Promise<number | null> {
  if (size === 0) return null
  const { line, hasEnd } = await firstLine(file, size)
  const record = parseLine(line)
  if (record === null && (hasEnd || !isBeginning(line))) {
    throw new Error(`${path} holds something else than an audit log, or its first line was changed`)
  }
  return record !== null && hasEnd ? seqOf(record) : null
}

/** Half a line of ours is no JSON yet; a whole file of JSON on one line is somebody's. */
function isBeginning(line: string): boolean {
  if (!line.startsWith('{"') && line !== '{') return false
  try {
    JSON.parse(line)
    return false
  } catch {
    return true
  }
}

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at, null)
    at += bytesWritten
  }
}
