import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** A server process of somebody else's that tests start, disturb and stop. */
export interface Service {
  readonly pid: number
  /** SIGSTOP: it holds its connections and answers nothing. */
  pause(): void
  resume(): void
  /** Ends the process with a signal and waits until it is gone; its data stay. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Starts the process again, on the same port and data. */
  restart(): Promise<void>
}

export interface ServiceCommand {
  readonly file: string
  readonly args: readonly string[]
  readonly options: SpawnOptions
  readonly port: number
  /** What it prints when it can be used; default: nothing is waited for but the port. */
  readonly readyText?: string
}

/** Starts a process and waits until its port is open. */
export async function startService(command: ServiceCommand): Promise<Service> {
  let child = await launch(command)

  return {
    get pid() {
      return child.pid ?? 0
    },
    pause: () => signalAll(child, 'SIGSTOP'),
    resume: () => signalAll(child, 'SIGCONT'),
    kill: (signal = 'SIGKILL') => end(child, signal),
    async restart() {
      await end(child, 'SIGKILL')
      child = await launch(command)
    },
  }
}

const running = new Set<ChildProcess>()

/** Nothing is left behind when a test run is cut off, or ends a worker by a signal. */
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
if (process.send !== undefined) process.once('SIGTERM', () => process.exit())

async function launch({ file, args, options, port, readyText = '' }: ServiceCommand): Promise<ChildProcess> {
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  child.once('exit', () => running.delete(child))
  let log = ''
  const note = (data: Buffer): void => {
    log = (log + data).slice(-8_000)
  }
  child.stdout?.on('data', note)
  child.stderr?.on('data', note)
  await once(child, 'spawn')
  for (const giveUpAt = Date.now() + 20_000; !(log.includes(readyText) && (await isOpen(port))); ) {
    if (child.exitCode !== null) throw new Error(`${file} exited with ${child.exitCode}: ${log}`)
    if (Date.now() > giveUpAt) throw new Error(`${file} did not open port ${port}: ${log}`)
    await pause(20)
  }
  return child
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

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  if (signal === 'SIGKILL') {
    await killAll(child)
  } else {
    signalAll(child, 'SIGCONT') // a paused process does not hear the polite signals
    child.kill(signal)
  }
  await exited
}

/** Its children too: PostgreSQL has one for each connection, and does not start again before they are gone. */
async function killAll(child: ChildProcess): Promise<void> {
  child.kill('SIGSTOP') // no new ones meanwhile
  const children = childrenOf(child)
  child.kill('SIGKILL')
  for (const pid of children) send(pid, 'SIGKILL')
  while (children.some(pid => send(pid, 0))) await pause(5)
}

function signalAll(child: ChildProcess, signal: NodeJS.Signals): void {
  child.kill(signal)
  for (const pid of childrenOf(child)) send(pid, signal)
}

/** Answers false for a process that is gone. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

function childrenOf({ pid }: ChildProcess): readonly number[] {
  const list =
    process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      : spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }).stdout
  return list.split(/\s+/).filter(Boolean).map(Number)
}
