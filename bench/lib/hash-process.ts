import { spawn } from 'node:child_process'
import { ask, stop } from './child-messages.ts'
import { scriptPath } from './server-process.ts'

/** A process that does nothing but hash. */
export interface HashProcess {
  hashesPerSec(secs: number): Promise<number>
  stop(): Promise<void>
}

export function startHashProcess(): HashProcess {
  const child = spawn(process.execPath, [scriptPath('peers/hash-loop.ts')], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return {
    hashesPerSec: async secs => (await ask<{ readonly perSec: number }>(child, { secs })).perSec,
    stop: () => stop(child),
  }
}
