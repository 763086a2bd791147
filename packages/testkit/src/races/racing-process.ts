import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { RaceReply, RaceRequest } from './messages.ts'

/** A process of its own that calls stores when it is asked to, one request after the other. */
export interface RacingProcess {
  ask(request: RaceRequest): Promise<readonly unknown[]>
  stop(): Promise<void>
}

export function startRacingProcess(module: URL, nodeOptions: readonly string[]): RacingProcess {
  const child = fork(fileURLToPath(module), { execArgv: [...nodeOptions] })
  const exited = once(child, 'exit').then(
    ([code, signal]) => `A racing process has ended: ${signal ?? `exit code ${code}`}`,
    error => `A racing process did not start: ${error}`,
  )
  const end = exited.then((error): [RaceReply] => [{ error, answers: [] }])

  return {
    async ask(request) {
      child.send(request)
      const [reply] = (await Promise.race([once(child, 'message'), end])) as [RaceReply] // answerRaces sends nothing else
      if (reply.error !== null) throw new Error(reply.error)
      return reply.answers
    },
    async stop() {
      child.kill()
      await exited
    },
  }
}
