import type { StoreBundle } from '@pylon/core'
import { auditRaceCases } from './audit-races.ts'
import { counterRaceCases } from './counter-races.ts'
import { oneTimeRaceCases } from './one-time-races.ts'
import { orgRaceCases } from './org-races.ts'
import { outboxRaceCases } from './outbox-races.ts'
import type { RaceCase } from './race-case.ts'
import { sessionRaceCases } from './session-races.ts'
import { transactionRaceCases } from './transaction-races.ts'
import { userRaceCases } from './user-races.ts'

/**
 * Every case of several processes on one database, for a whole bundle. A store that holds some of it takes those of
 * `sessionRaceCases`, `oneTimeRaceCases` and `counterRaceCases`.
 *
 * @example
 * import type { StoreBundle } from '@pylon/core'
 * import { raceCases, startRacers } from '@pylon/testkit'
 *
 * async function runAll(target: string, stores: StoreBundle): Promise<void> {
 *   const racers = startRacers({ module: new URL('./racing-process.ts', import.meta.url) })
 *   await racers.open(target)
 *   for (const { run } of raceCases) await run(racers, stores)
 *   await racers.stop()
 * }
 */
export const raceCases: readonly RaceCase<StoreBundle>[] = [
  ...userRaceCases,
  ...sessionRaceCases,
  ...oneTimeRaceCases,
  ...counterRaceCases,
  ...orgRaceCases,
  ...outboxRaceCases,
  ...auditRaceCases,
  ...transactionRaceCases,
]
