import { open, readdir, rename, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { syncFolder } from './sync-folder.ts'

/** The files that a log was moved away to, oldest first; none where there is no such folder. */
export async function listRotated(path: string): Promise<readonly string[]> {
  const names = await namesIn(dirname(path))
  const rotated = names.flatMap(name => numbersIn(name, `${basename(path)}.`))
  rotated.sort((a, b) => a.seq - b.seq || a.copy - b.copy)
  return rotated.map(({ name }) => join(dirname(path), name))
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null)

/** Moves the file to `<path>.<number of its first record>`, and never over another one. */
export async function moveAway(path: string, firstSeq: number): Promise<void> {
  await rename(path, await reserveName(`${path}.${String(firstSeq).padStart(12, '0')}`))
  await syncFolder(dirname(path))
}

/** Deletes the oldest beyond `maxFiles`. */
export async function dropOldest(path: string, maxFiles: number): Promise<void> {
  const rotated = await listRotated(path)
  for (const file of rotated.slice(0, Math.max(0, rotated.length - maxFiles))) await unlink(file)
  await syncFolder(dirname(path))
}

const maxCopies = 1_000

/** Takes a name by an empty file, which the rename then replaces; one that is left over from a crash is taken again. */
async function reserveName(name: string): Promise<string> {
  for (let copy = 1; copy <= maxCopies; copy++) {
    const candidate = copy === 1 ? name : `${name}-${copy}`
    if (await isReserved(candidate)) return candidate
  }
  throw new Error(`${name} and ${maxCopies - 1} names like it are taken`)
}

async function isReserved(name: string): Promise<boolean> {
  try {
    const file = await open(name, 'wx', 0o600)
    await file.close()
    return true
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    const found = await stat(name)
    return found.isFile() && found.size === 0
  }
}

function numbersIn(name: string, prefix: string): { name: string; seq: number; copy: number }[] {
  const [, seq, copy = '1'] =
    (name.startsWith(prefix) && /^(\d{12,16})(?:-(\d{1,4}))?$/.exec(name.slice(prefix.length))) || []
  return seq === undefined ? [] : [{ name, seq: Number(seq), copy: Number(copy) }]
}
