import * as fc from 'fast-check'
import { keyNames } from '../names.ts'
import { type Choice, choice } from './call.ts'

const key = fc.constantFrom(...keyNames)

export const counterCalls: readonly Choice[] = [
  choice(
    { key, by: fc.integer({ min: -2, max: 3 }), windowSecs: fc.constantFrom(60, 600) },
    ({ key, by, windowSecs }) => ({
      text: `counters.increment ${key} by ${by}, window ${windowSecs}`,
      run: ({ counters }, { names, now }) => counters.increment(names.key(key), by, windowSecs, now),
    }),
    6,
  ),
  choice({ key }, ({ key }) => ({
    text: `counters.reset ${key}`,
    run: async ({ counters }, { names }) => {
      await counters.reset(names.key(key))
    },
  })),
]
