import * as fc from 'fast-check'
import { keyNames, purposes } from '../names.ts'
import { type Choice, choice, endOf, endText, lifetimes } from './call.ts'

const purpose = fc.constantFrom(...purposes)
const key = fc.constantFrom(...keyNames)

export const oneTimeCalls: readonly Choice[] = [
  choice(
    { purpose, key, value: fc.constantFrom('red', ''), lifetime: lifetimes },
    ({ purpose, key, value, lifetime }) => ({
      text: `oneTime.put ${purpose} ${key} ${JSON.stringify(value)}, ${endText(lifetime)}`,
      async run({ oneTime }, { names, now }) {
        await oneTime.put({ purpose, key: names.key(key), value, expiresAt: endOf(lifetime, now) })
      },
    }),
    2,
  ),
  choice(
    { purpose, key },
    ({ purpose, key }) => ({
      text: `oneTime.take ${purpose} ${key}`,
      run: ({ oneTime }, { names, now }) => oneTime.take(purpose, names.key(key), now),
    }),
    2,
  ),
  choice(
    { purpose, key, limit: fc.integer({ min: 0, max: 3 }) },
    ({ purpose, key, limit }) => ({
      text: `oneTime.fail ${purpose} ${key}, limit ${limit}`,
      run: ({ oneTime }, { names, now }) => oneTime.fail(purpose, names.key(key), limit, now),
    }),
    3,
  ),
]
