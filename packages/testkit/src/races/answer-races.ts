import type { Stores, Transaction } from '@pylon/core'
import type { RaceReply, RaceRequest } from './messages.ts'
import { raceMethods } from './methods.ts'

/** What a racing process opens: a bundle, or some of its stores when only races of these are run. */
export interface RacingStores extends Partial<Stores> {
  readonly transaction?: Transaction
  close(): Promise<void>
}

/**
 * Makes this process one that `startRacers` starts: it opens stores and calls them when it is asked to. The module
 * that says so is the one to name there, and does nothing else.
 *
 * @example
 * import { memoryStores } from '@pylon/core/memory'
 * import { answerRaces } from '@pylon/testkit'
 *
 * answerRaces(async target => memoryStores()) // yours here: the target is what the test says, a path or a URL
 */
export function answerRaces(open: (target: string) => Promise<RacingStores> | RacingStores): void {
  let stores: RacingStores | null = null

  async function answer(request: RaceRequest): Promise<readonly unknown[]> {
    if (request.kind === 'open') {
      await stores?.close()
      stores = await open(request.target)
      return []
    }
    const { method, key, times } = request
    const opened = stores as Parameters<(typeof raceMethods)[typeof method]>[0] // a race needs what it calls
    return Promise.all(Array.from({ length: times }, () => raceMethods[method](opened, key)))
  }

  process.on('message', async (request: RaceRequest) => {
    const reply: RaceReply = await answer(request).then(
      answers => ({ error: null, answers }),
      error => ({ error: String(error), answers: [] }),
    )
    process.send?.(reply)
  })
}
