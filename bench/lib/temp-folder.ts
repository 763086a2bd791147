import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Lends a folder that is gone afterwards. */
export async function withTempFolder<T>(work: (path: string) => Promise<T>): Promise<T> {
  const path = await mkdtemp(join(tmpdir(), 'pylon-bench-'))
  try {
    return await work(path)
  } finally {
    await rm(path, { recursive: true, force: true })
  }
}

/** Names a file that is not there yet, each time another one: a contender that starts anew starts with nothing. */
export function fileMaker(folder: string): () => string {
  let made = 0
  return () => join(folder, `${++made}.db`)
}
