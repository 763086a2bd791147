import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '@pylon/test-services'

export interface PgBouncer {
  readonly url: string
  stop(): Promise<void>
}

/** Where PgBouncer is on this machine; null when it is missing and cannot be installed. */
export function findPgBouncer(): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
  const find = (): string | null => folders.map(folder => join(folder, 'pgbouncer')).find(existsSync) ?? null
  if (find() === null && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) install()
  return find()
}

function install(): void {
  // the package must not start a server of its own
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  try {
    execFileSync('apt-get', ['install', '-y', '-q', 'pgbouncer'], { env, stdio: 'ignore' })
  } catch (error) {
    console.error('pgbouncer cannot be installed', error)
  }
}

/** Starts a PgBouncer in transaction mode with few connections: those of the callers share them. */
export async function startPgBouncer(binary: string, postgresUrl: string): Promise<PgBouncer> {
  const { hostname, port, username, password, pathname } = new URL(postgresUrl)
  const folder = mkdtempSync(join(tmpdir(), 'pylon-pgbouncer-'))
  const ownPort = await freePort()
  const [config, users] = [join(folder, 'pgbouncer.ini'), join(folder, 'users.txt')]
  writeFileSync(users, `"${username}" "${password}"\n`)
  writeFileSync(
    config,
    `[databases]
* = host=${hostname} port=${port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${ownPort}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = transaction
default_pool_size = 5
max_client_conn = 200
`,
  )
  const child = spawn(binary, [config], { ...handTo([folder, config, users]), stdio: 'ignore' })
  process.once('exit', () => child.kill('SIGKILL')) // nothing is left behind when a test run is cut off
  await untilOpen(ownPort, child)
  return {
    url: `postgres://${username}:${password}@127.0.0.1:${ownPort}${pathname}`,
    async stop() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** PgBouncer refuses to run as root. */
function handTo(paths: readonly string[]): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'nobody']))
  const owner = { uid: idOf('-u'), gid: idOf('-g') }
  for (const path of paths) chownSync(path, owner.uid, owner.gid)
  return owner
}

async function untilOpen(port: number, child: ChildProcess): Promise<void> {
  for (const giveUpAt = Date.now() + 10_000; Date.now() < giveUpAt; await pause(20)) {
    if (child.exitCode !== null) throw new Error(`pgbouncer exited with ${child.exitCode}`)
    if (await isOpen(port)) return
  }
  throw new Error(`pgbouncer did not open port ${port}`)
}

const isOpen = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
