import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What a busy process knows for certain: a token lives, may be going, or is dead. */
export interface Acknowledgment {
  readonly kind: 'live' | 'swapping' | 'dead'
  readonly userId: string
  readonly tokenHash: string
}

export interface BusyProcess {
  /** The last word on every token. */
  readonly known: ReadonlyMap<string, Acknowledgment>
  kill(): Promise<void>
}

export function startBusyProcess(url: string, keyPrefix: string): BusyProcess {
  const child: ChildProcess = fork(fileURLToPath(new URL('./busy-process.ts', import.meta.url)), [url, keyPrefix], {
    execArgv: ['--conditions=@pylon/source'],
  })
  const exited = once(child, 'exit')
  const known = new Map<string, Acknowledgment>()
  child.on('message', message => {
    const acknowledgment = message as Acknowledgment // busy-process.ts sends nothing else
    known.set(acknowledgment.tokenHash, acknowledgment)
  })
  return {
    known,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
