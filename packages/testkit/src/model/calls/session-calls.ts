import * as fc from 'fast-check'
import { userNames } from '../names.ts'
import { type Choice, choice, lifetimes, mostly } from './call.ts'
import { changes, insertion, replacement, someRoles, touching } from './session-writes.ts'

const back = fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 5)
const user = mostly<string>(...userNames)
const toward = fc.constantFrom(-30, 0, 30)

export const sessionCalls: readonly Choice[] = [
  choice(
    { user, lifetime: lifetimes, isGuest: fc.boolean() },
    ({ user, lifetime, isGuest }, tokens) => insertion(tokens.make(user), user, lifetime, isGuest),
    3,
  ),
  choice(
    { back },
    ({ back }, tokens) => {
      const token = tokens.recent(back)
      return {
        text: `sessions.find ${token}`,
        run: ({ sessions }, { names, now }) => sessions.find(names.tokenHash(token), now),
      }
    },
    2,
  ),
  choice(
    { back, change: changes },
    ({ back, change }, tokens) => replacement(tokens.recent(back), tokens.make(null), change),
    3,
  ),
  choice(
    { back, change: changes },
    ({ back, change }, tokens) => {
      const token = tokens.recent(back)
      return replacement(token, token, change)
    },
    2,
  ),
  choice({ touches: fc.array(fc.record({ back, toward }), { maxLength: 3 }) }, ({ touches }, tokens) =>
    touching(touches.map(({ back, toward }) => ({ token: tokens.recent(back), toward }))),
  ),
  choice({ user }, ({ user }) => ({
    text: `sessions.listByUser ${user}`,
    scope: 'list',
    run: ({ sessions }, { names, now }) => sessions.listByUser(names.user(user), now),
  })),
  choice(
    { back, other: mostly(null, ...userNames) },
    ({ back, other }, tokens) => {
      const { token, owner } = tokens.recentInserted(back)
      const user = other ?? owner
      return {
        text: `sessions.revoke of ${user} the one inserted as ${token}`,
        run: ({ sessions }, { names, now }) => sessions.revoke(names.user(user), names.sessionId(token), now),
      }
    },
    2,
  ),
  choice({ user, back: fc.option(back) }, ({ user, back }, tokens) => {
    const except = back === null ? null : tokens.recentInserted(back).token
    return {
      text: `sessions.revokeByUser ${user}${except === null ? '' : ` but the one inserted as ${except}`}`,
      scope: 'rows',
      run: ({ sessions }, { names, now }) =>
        sessions.revokeByUser(names.user(user), except === null ? null : names.sessionId(except), now),
    }
  }),
  choice(
    { user, roles: someRoles },
    ({ user, roles }) => ({
      text: `sessions.update ${user} roles ${JSON.stringify(roles)}`,
      scope: 'rows',
      async run({ sessions }, { names }) {
        await sessions.update(names.user(user), { roles })
      },
    }),
    2,
  ),
]
