import type { Call } from './calls/call.ts'
import { isExpired, type ModelState } from './reference/state.ts'

/**
 * Looks at what has expired before the clock goes back. Whether a row that nobody looked at comes back with it is left
 * to the store, which may have swept it by then; one that was looked at must not.
 */
export function settlingCalls(states: readonly ModelState[], now: number, secs: number): readonly Call[] {
  const comesBack = (row: { readonly expiresAt: number }): boolean => isExpired(row, now) && !isExpired(row, now + secs)
  const calls = states.flatMap(state => [
    ...state.sessions.filter(comesBack).map(({ tokenHash }) => findSession(tokenHash)),
    ...state.oneTime.filter(comesBack).map(({ purpose, key }) => takeEntry(purpose, key)),
    ...[...state.counters]
      .filter(([, { resetAt }]) => comesBack({ expiresAt: resetAt }))
      .map(([key]) => resetCounter(key)),
  ])
  return [...new Map(calls.map(call => [call.text, call])).values()]
}

const findSession = (tokenHash: string): Call => ({
  text: `sessions.find ${tokenHash}`,
  run: ({ sessions }, { now }) => sessions.find(tokenHash, now),
})

const takeEntry = (purpose: string, key: string): Call => ({
  text: `oneTime.take ${purpose} ${key}`,
  run: ({ oneTime }, { now }) => oneTime.take(purpose, key, now),
})

const resetCounter = (key: string): Call => ({
  text: `counters.reset ${key}`,
  async run({ counters }) {
    await counters.reset(key)
  },
})
