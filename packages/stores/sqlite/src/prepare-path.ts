import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { ConfigError } from '@pylon/core'

/** Makes the directory of the file, for its owner alone. Throws `ConfigError` for a path that can hold no file. */
export function preparePath(path: string, file: string): void {
  if (path === '' || path !== path.trim()) {
    throw new ConfigError([`store path: expected the path of a file, found ${JSON.stringify(path)}`])
  }
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new ConfigError([`${path}: the directory of the file cannot be made (${codeOf(error)})`])
  }
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false) {
    throw new ConfigError([`${path}: expected a file, found something else`])
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : error)
