import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { manifestVariable } from './manifest.ts'

/** The sources need no build; measurements take what a build makes. */
export type Entry = 'source' | 'built'

const entries: Readonly<Record<Entry, readonly string[]>> = {
  source: ['--conditions=@pylon/source', fileURLToPath(new URL('../src/main.ts', import.meta.url))],
  built: [fileURLToPath(new URL('../dist/main.js', import.meta.url))],
}

export interface ServerProcess {
  readonly url: string
  readonly pid: number
  /** What it printed so far. */
  readonly stdout: () => string
  /** What it logged so far. */
  readonly stderr: () => string
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

export interface Exit {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export type Env = Readonly<Record<string, string>>

/** A folder of its own, so that `./data` is nobody else's. */
export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'pylon-test-'))

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Nothing is left behind when a test run is cut off. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

function spawnServer(env: Env, cwd: string, entry: Entry = 'source'): ChildProcess {
  const { PATH = '' } = process.env
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...entries[entry]], {
    cwd,
    env: { PATH, PYLON_PORT: '0', ...manifestVariable(cwd), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Starts the reference server as a process of its own and waits for the line with its URL. */
export async function startProcess(env: Env = {}, cwd = newFolder(), entry?: Entry): Promise<ServerProcess> {
  const child = spawnServer(env, cwd, entry)
  const output = gather(child)
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const match = /Pylon answers at (\S+)/.exec(output.stdout())
      if (match?.[1] !== undefined) resolve(match[1])
    })
    child.once('exit', code => reject(new Error(`exit ${code}: ${output.stderr()}`)))
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return {
    url,
    pid: child.pid ?? 0,
    stdout: output.stdout,
    stderr: output.stderr,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      const exited = once(child, 'exit')
      child.kill(signal)
      await exited
      return child.exitCode
    },
  }
}

/** Starts the reference server where it must not start, and waits for it to give up. */
export async function failToStart(env: Env, cwd = newFolder()): Promise<Exit> {
  const child = spawnServer(env, cwd)
  const output = gather(child)
  child.stdout?.on('data', () => output.stdout().includes('answers at') && child.kill('SIGKILL'))
  await once(child, 'close')
  return { code: child.exitCode, stdout: output.stdout(), stderr: output.stderr() }
}

function gather(child: ChildProcess): { stdout: () => string; stderr: () => string } {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', chunk => {
    stdout += chunk
  })
  child.stderr?.on('data', chunk => {
    stderr += chunk
  })
  return { stdout: () => stdout, stderr: () => stderr }
}
