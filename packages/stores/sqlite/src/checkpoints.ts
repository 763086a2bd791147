import { once } from 'node:events'
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'

/**
 * Copies the write-ahead log into the database file, in a thread of its own: it waits for the disk twice, and the event
 * loop would wait with it. Where the thread cannot keep up or does not run, SQLite does it in a write, after 1000 pages.
 */
export interface Checkpoints {
  /** Counts a write and begins a checkpoint now and then. */
  noteWrite(): void
  /** Resolves when a checkpoint has run. Never rejects: one that fails loses nothing, the log keeps it all. */
  run(): Promise<void>
  close(): Promise<void>
}

export function createCheckpoints(file: string): Checkpoints {
  let thread: Worker | null = null
  let running: Promise<void> | null = null
  let writes = 0

  function noteWrite(): void {
    writes++
    if (writes >= writesBetween) void run()
  }

  function run(): Promise<void> {
    writes = 0
    running ??= runOnce().finally(() => {
      running = null
    })
    return running
  }

  async function runOnce(): Promise<void> {
    try {
      thread ??= startThread(file).on('error', forget).on('exit', forget)
      thread.ref() // a process that awaits a sweep must not end before the answer
      thread.postMessage('checkpoint')
      await once(thread, 'message')
      thread?.unref()
    } catch {
      forget() // the next one starts a new thread
    }
  }

  function forget(): void {
    thread = null
  }

  async function close(): Promise<void> {
    await running
    if (thread === null) return
    thread.ref()
    thread.postMessage('close')
    await once(thread, 'exit')
  }

  return { noteWrite, run, close }
}

/** Six pages each: well before SQLite's 1000. */
const writesBetween = 64

function startThread(file: string): Worker {
  const driver = createRequire(import.meta.url).resolve('better-sqlite3')
  const thread = new Worker(threadCode, { eval: true, workerData: { driver, file } })
  thread.unref()
  return thread
}

/** A text, not a file: so it is still there when somebody bundles their server. */
const threadCode = `
  const { parentPort, workerData } = require('node:worker_threads')
  const Database = require(workerData.driver)
  const connection = new Database(workerData.file, { fileMustExist: true, timeout: 0 })
  const checkpoint = connection.prepare('PRAGMA wal_checkpoint(PASSIVE)')

  parentPort.on('message', request => {
    if (request === 'close') {
      connection.close()
      parentPort.close()
    } else {
      checkpoint.all()
      parentPort.postMessage('done')
    }
  })
`

/** For a database in memory, which has no log. */
export const noCheckpoints: Checkpoints = {
  noteWrite() {},
  run: async () => {},
  close: async () => {},
}
