import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

let found: string | null = null

/** The `redis-server` of this machine; as root on Debian it is installed when it is missing. */
export function redisBinary(): string {
  found ??= find()
  return found
}

function find(): string {
  const wanted = process.env.REDIS_SERVER ?? 'redis-server'
  if (isThere(wanted)) return wanted
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.error('redis-server is missing: installing it with apt-get')
    aptInstall('redis-server')
    if (isThere(wanted)) return wanted
  }
  throw new Error(
    `${wanted} is missing: install it (apt-get install redis-server, brew install redis) or name it in REDIS_SERVER`,
  )
}

function isThere(file: string): boolean {
  try {
    execFileSync(file, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function aptInstall(name: string): void {
  // the package must not start a server of its own
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  try {
    execFileSync('apt-get', ['install', '-y', '-q', name], { env, stdio: 'ignore' })
  } catch {
    execFileSync('apt-get', ['update', '-q'], { env, stdio: 'ignore' })
    execFileSync('apt-get', ['install', '-y', '-q', name], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  }
}
