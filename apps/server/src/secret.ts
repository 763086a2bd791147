import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ConfigError } from '@pylon/core'
import type { StoreLocation } from './config/stores.ts'

export interface FoundSecret {
  readonly secret: string
  /** What the operator should know about where it comes from; null when they gave it themselves or it was there. */
  readonly notice: string | null
}

/** The application's secret: as configured, else kept beside the SQLite file, else one for this process. */
export function findSecret(configured: string | null, store: StoreLocation): FoundSecret {
  if (configured !== null) return { secret: configured, notice: null }
  if (store.kind !== 'sqlite' || store.path === ':memory:') {
    return {
      secret: newSecret(),
      notice:
        'PYLON_SECRET is not set: this process uses one of its own, and what it seals or signs is lost at the end',
    }
  }
  return keptSecret(join(dirname(store.path), 'pylon.secret'))
}

function keptSecret(path: string): FoundSecret {
  try {
    const isNew = createOnce(path)
    const secret = readFileSync(path, 'utf8').trim()
    if (secret.length < 32) throw new Error('it is shorter than 32 characters')
    return {
      secret,
      notice: isNew ? `PYLON_SECRET is not set: made one and keep it in ${path}; back it up with the database` : null,
    }
  } catch (error) {
    throw new ConfigError([`PYLON_SECRET: cannot keep a secret in ${path}: ${(error as Error).message}`])
  }
}

/** Of two servers that start together one makes the file; it appears whole or not at all. */
function createOnce(path: string): boolean {
  mkdirSync(dirname(path), { recursive: true })
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    const file = openSync(draft, 'wx', 0o600)
    writeSync(file, `${newSecret()}\n`)
    fsyncSync(file)
    closeSync(file)
    linkSync(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

const newSecret = (): string => randomBytes(32).toString('hex')
