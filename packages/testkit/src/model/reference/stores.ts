import type { CalledStores } from '../calls/call.ts'
import { modelCounters } from './counters.ts'
import { modelCredentials } from './credentials.ts'
import { modelOneTime } from './one-time.ts'
import { modelSessions } from './sessions.ts'
import type { ModelState } from './state.ts'
import { modelUsers } from './users.ts'

/**
 * The specification, as stores on one state: one call after the other, without a thought for speed or races. Unless it is
 * alone its sweeps leave everything: which of the expired rows a sweep takes, others' among them, cannot be told.
 */
export function modelStores(state: ModelState, isAlone: boolean): CalledStores {
  const sweeps = isAlone ? {} : { sweep: async () => 0 }
  const stores = {
    users: modelUsers(state),
    credentials: modelCredentials(state),
    sessions: { ...modelSessions(state), ...sweeps },
    oneTime: { ...modelOneTime(state), ...sweeps },
    counters: { ...modelCounters(state), ...sweeps },
  }

  return {
    ...stores,
    async transaction(work) {
      const before = structuredClone(state)
      try {
        return await work(stores)
      } catch (error) {
        restore(state, before)
        throw error
      }
    },
  }
}

function restore(state: ModelState, before: ModelState): void {
  refill(state.users, before.users)
  refill(state.counters, before.counters)
  state.credentials.splice(0, Number.POSITIVE_INFINITY, ...before.credentials)
  state.sessions.splice(0, Number.POSITIVE_INFINITY, ...before.sessions)
  state.oneTime.splice(0, Number.POSITIVE_INFINITY, ...before.oneTime)
}

function refill<Row>(rows: Map<string, Row>, before: ReadonlyMap<string, Row>): void {
  rows.clear()
  for (const [key, row] of before) rows.set(key, row)
}
