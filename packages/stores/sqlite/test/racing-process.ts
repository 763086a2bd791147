import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { RaceReply, RaceRequest } from './racer.ts'

/** A process of its own that calls the stores of a file when it is asked to. */
export interface RacingProcess {
  ask(request: RaceRequest): Promise<readonly unknown[]>
  stop(): void
}

export function startRacingProcess(): RacingProcess {
  const child = fork(fileURLToPath(new URL('./racer.ts', import.meta.url)), {
    execArgv: ['--conditions=@pylon/source'],
  })

  return {
    async ask(request) {
      child.send(request)
      const [reply] = (await once(child, 'message')) as [RaceReply] // racer.ts sends nothing else
      if (reply.error !== null) throw new Error(reply.error)
      return reply.answers
    },
    stop: () => void child.kill(),
  }
}
