import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { root } from './root.ts'

export interface RunOptions {
  readonly cwd?: string
  /** Default: none. The process is killed at the end of it. */
  readonly timeoutSecs?: number
}

export interface RunResult {
  readonly isOk: boolean
  /** Both streams in the order of their arrival. */
  readonly output: string
}

/** Runs a program to its end, quietly. One that cannot be started counts as failed. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { cwd = root, timeoutSecs = 0 } = options
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    const child = spawn(command, args, {
      cwd,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutSecs * 1000,
      killSignal: 'SIGKILL',
    })
    child.stdout.on('data', chunk => chunks.push(chunk))
    child.stderr.on('data', chunk => chunks.push(chunk))
    child.on('error', error => resolve({ isOk: false, output: error.message }))
    child.on('close', (code, signal) => {
      const ending = signal === null ? '' : `\nended by ${signal}${timeoutSecs > 0 ? ` after ${timeoutSecs} s` : ''}`
      resolve({ isOk: code === 0, output: stripColours(Buffer.concat(chunks).toString() + ending).trim() })
    })
  })
}

/** Runs a program to its end with this terminal; answers whether it succeeded. */
export function runVisibly(command: string, args: readonly string[]): Promise<boolean> {
  return new Promise(resolve => {
    const child = spawn(command, args, { cwd: root, env: environment(), stdio: ['ignore', 'inherit', 'inherit'] })
    child.on('error', error => {
      console.error(error.message)
      resolve(false)
    })
    child.on('close', code => resolve(code === 0))
  })
}

/** A program that the install put into node_modules. */
export const bin = (name: string): string => join(root, 'node_modules', '.bin', name)

/** The pnpm that runs us, or the one that the README tells people to use. */
export function pnpm(...args: readonly string[]): [command: string, args: readonly string[]] {
  const path = process.env.npm_execpath ?? ''
  if (/pnpm(\.exe)?$/.test(path)) return [path, args]
  if (/pnpm\.[cm]?js$/.test(path)) return [process.execPath, [path, ...args]]
  return ['npx', ['-y', 'pnpm@12', ...args]]
}

function environment(): NodeJS.ProcessEnv {
  const PATH = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
  return { ...process.env, PATH, TURBO_TELEMETRY_DISABLED: '1' }
}

const stripColours = (text: string): string => text.replace(/\u001b\[[0-9;]*m/g, '')
