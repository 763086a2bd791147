import * as fc from 'fast-check'
import { kinds, userNames } from '../names.ts'
import { type Choice, choice, mostly } from './call.ts'

const user = mostly<string>(...userNames)
const kind = mostly<string>(...kinds)
const value = fc.constantFrom('red', 'green')
const step = fc.integer({ min: 0, max: 3 })

export const credentialCalls: readonly Choice[] = [
  choice(
    { user, kind, value, step },
    ({ user, kind, value, step }) => ({
      text: `credentials.put ${user} ${kind} ${value}, step ${step}`,
      run: async ({ credentials }, { names, now }) => {
        await credentials.put({ userId: names.user(user), kind, value, step, updatedAt: now })
      },
    }),
    2,
  ),
  choice({ user, kind }, ({ user, kind }) => ({
    text: `credentials.find ${user} ${kind}`,
    run: ({ credentials }, { names }) => credentials.find(names.user(user), kind),
  })),
  choice(
    { user, kind, value, step, expected: value },
    ({ user, kind, value, step, expected }) => ({
      text: `credentials.replace ${user} ${kind} ${value}, step ${step}, expecting ${expected}`,
      run: ({ credentials }, { names, now }) =>
        credentials.replace({ userId: names.user(user), kind, value, step, updatedAt: now }, expected),
    }),
    2,
  ),
  choice({ user, kind }, ({ user, kind }) => ({
    text: `credentials.delete ${user} ${kind}`,
    run: ({ credentials }, { names }) => credentials.delete(names.user(user), kind),
  })),
  choice({ user }, ({ user }) => ({
    text: `credentials.deleteByUser ${user}`,
    scope: 'rows',
    run: ({ credentials }, { names }) => credentials.deleteByUser(names.user(user)),
  })),
  choice(
    { user, kind, step },
    ({ user, kind, step }) => ({
      text: `credentials.advance ${user} ${kind} to ${step}`,
      run: ({ credentials }, { names }) => credentials.advance(names.user(user), kind, step),
    }),
    2,
  ),
]
