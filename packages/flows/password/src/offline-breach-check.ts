import { close, closeSync, fstatSync, openSync, read, readSync } from 'node:fs'
import { promisify } from 'node:util'
import { ConfigError } from '@pylon/core'
import type { BreachCheck } from './breach.ts'
import { breachDigest } from './breach-digest.ts'
import { compareToLine, isSortedSample, lineBytes } from './breach-lines.ts'

export interface OfflineBreachCheck extends BreachCheck {
  /** Closes the file. */
  close(): Promise<void>
}

/**
 * Looks passwords up in a file of SHA-1 digests, sorted by digest as Have I Been Pwned publishes them: one in a line, with or
 * without `:count`, in any case. The file stays open and on disk; a look reads some twenty small pieces of it.
 *
 * Throws `ConfigError` when the file cannot be read, is empty, or is not in that form where it was looked at.
 *
 * @example
 * import { offlineBreachCheck } from '@pylon/password'
 *
 * const openChecks = (path: string) => offlineBreachCheck(path)
 */
export function offlineBreachCheck(path: string): OfflineBreachCheck {
  const { file, size } = openChecked(path)

  async function pieceAt(start: number, length: number): Promise<string> {
    const { bytesRead, buffer } = await readPiece(file, Buffer.alloc(length), 0, length, start)
    return buffer.toString('latin1', 0, bytesRead)
  }

  /** Where to look: `start` is the begin of a line, and the line that is sought begins in this span. */
  async function spanOf(digest: string): Promise<{ start: number; end: number }> {
    let start = 0
    let end = size
    while (end - start > smallBytes) {
      const middle = Math.floor((start + end) / 2)
      const piece = await pieceAt(middle, 2 * lineBytes)
      const lineAt = piece.indexOf('\n') + 1
      if (lineAt === 0) throw notInForm()
      const order = compareToLine(digest, piece.slice(lineAt))
      if (order === null) throw notInForm()
      if (order < 0) end = middle + lineAt
      else start = middle + lineAt
    }
    return { start, end }
  }

  return {
    async isBreached(password) {
      const digest = breachDigest(password)
      if (digest === null) return false
      const { start, end } = await spanOf(digest)
      const lines = (await pieceAt(start, end - start)).split('\n')
      return lines.some(line => compareToLine(digest, line) === 0)
    },
    close: () => promisify(close)(file),
  }
}

const readPiece = promisify(read) as (
  file: number,
  buffer: Buffer,
  offset: number,
  length: number,
  position: number,
) => Promise<{ bytesRead: number; buffer: Buffer }> // the overload that node:fs promisifies to

/** What is read at once, when the search is this near. */
const smallBytes = 4_096

const notInForm = (): Error => new Error('The file of breached passwords is no longer in the form that it had')

interface OpenFile {
  readonly file: number
  readonly size: number
}

function openChecked(path: string): OpenFile {
  const file = open(path)
  const stats = fstatSync(file)
  const { size } = stats
  const isFine =
    stats.isFile() && size > 0 && [0, 0.25, 0.5, 0.75, 1].every(part => isSortedSample(sampleAt(file, size, part)))
  if (isFine) return { file, size }
  closeSync(file)
  throw new ConfigError([
    `breach check: expected a file of SHA-1 digests, sorted, one in a line, found another at ${path}`,
  ])
}

function open(path: string): number {
  try {
    return openSync(path, 'r')
  } catch (error) {
    throw new ConfigError([`breach check: ${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`]) // of node:fs
  }
}

/** Whole lines from some part of the file. */
function sampleAt(file: number, size: number, part: number): readonly string[] {
  const start = Math.floor(Math.max(0, size - smallBytes) * part)
  const buffer = Buffer.alloc(smallBytes)
  const text = buffer.toString('latin1', 0, readSync(file, buffer, 0, smallBytes, start))
  const lines = text.split('\n')
  const isToEnd = start + smallBytes >= size
  return lines.slice(start === 0 ? 0 : 1, isToEnd ? (text.endsWith('\n') ? -1 : undefined) : -1)
}
