import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { ask, stop } from './child-messages.ts'
import type { Usage } from './probe.ts'

/** A server in a process of its own. */
export interface ServerProcess {
  readonly port: number
  /** From the start of the process until it said that it listens. */
  readonly startedInMs: number
  usage(): Promise<Usage>
  restartLoopWatch(): Promise<void>
  stop(): Promise<void>
}

/** Starts a script, with its settings as JSON in the first argument, that prints `… http://127.0.0.1:<port>` once it listens. */
export async function startServer(
  script: string,
  settings: object = {},
  env: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['--import', probe, script, JSON.stringify(settings)], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const port = await portOf(child, script)
  const startedInMs = performance.now() - startedAt

  return {
    port,
    startedInMs,
    usage: () => ask<Usage>(child, { question: 'usage' }),
    async restartLoopWatch() {
      await ask(child, { question: 'restartLoopWatch' })
    },
    stop: () => stop(child),
  }
}

export const scriptPath = (relative: string): string => fileURLToPath(new URL(`../${relative}`, import.meta.url))

const probe = new URL('./probe.ts', import.meta.url).href

function portOf(child: ChildProcess, script: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (chunk: Buffer): void => {
      output += chunk
      const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1]
      if (port !== undefined) resolve(Number(port))
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', chunk => {
      if (output.length < 10_000) output += chunk
    })
    child.once('exit', code => reject(new Error(`${script} ended with code ${code}:\n${output}`)))
  })
}
