import type { FileHandle } from 'node:fs/promises'

const lineEnd = 0x0a
const chunkBytes = 65_536

/** How much of a file is whole lines: what stands behind the last line end was being written when the power went. */
export async function wholeBytes(file: FileHandle, size: number): Promise<number> {
  for (let end = size; end > 0; end -= chunkBytes) {
    const start = Math.max(0, end - chunkBytes)
    const at = (await readRange(file, start, end)).lastIndexOf(lineEnd)
    if (at >= 0) return start + at + 1
  }
  return 0
}

/** The first line, and whether it ends: in the first MiB. */
export async function firstLine(file: FileHandle, size: number): Promise<{ line: string; hasEnd: boolean }> {
  const bytes = await readRange(file, 0, Math.min(size, 1_048_576))
  const end = bytes.indexOf(lineEnd)
  return { line: bytes.toString('utf8', 0, end < 0 ? bytes.length : end), hasEnd: end >= 0 }
}

async function readRange(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.alloc(end - start)
  let at = 0
  while (at < bytes.length) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, start + at)
    if (bytesRead === 0) throw new Error('The file became shorter while it was read')
    at += bytesRead
  }
  return bytes
}
