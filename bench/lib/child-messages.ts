import type { ChildProcess } from 'node:child_process'

/** Asks a child process one question over its IPC channel; rejects when the child ends instead of answering. */
export function ask<Answer>(child: ChildProcess, question: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => settle(() => reject(new Error('The child process ended before it answered')))
    const onMessage = (answer: unknown): void => settle(() => resolve(answer as Answer)) // our own scripts at both ends
    const settle = (finish: () => void): void => {
      child.off('exit', onExit).off('message', onMessage)
      finish()
    }
    child.once('exit', onExit).once('message', onMessage)
    child.send(question)
  })
}

/** Ends a child process: asked first, forced after three seconds. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise(resolve => child.once('exit', resolve))
  const force = setTimeout(() => child.kill('SIGKILL'), 3_000)
  child.kill('SIGTERM')
  await ended
  clearTimeout(force)
}
