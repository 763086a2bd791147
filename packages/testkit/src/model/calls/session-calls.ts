import * as fc from 'fast-check'
import { userNames } from '../names.ts'
import { type Choice, choice, type Draft, lifetimes, mostly } from './call.ts'
import { someRoles, tenants, updating } from './session-updates.ts'
import { changes, insertion, replacement, touching } from './session-writes.ts'

const back = fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 5)
const user = mostly<string>(...userNames)
const other = mostly(null, ...userNames)
const toward = fc.constantFrom(-30, 0, 30)

const replacements: readonly Choice[] = [
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
]

const updates: readonly Choice[] = [
  choice(
    { back, other, roles: someRoles },
    ({ back, other, roles }, tokens) => updating(other ?? tokens.recentInserted(back).owner, { roles, tenant: null }),
    2,
  ),
  choice(
    { back, other, tenant: tenants, roles: fc.option(someRoles, { freq: 1 }) },
    ({ back, other, ...change }, tokens) => updating(other ?? tokens.recentInserted(back).owner, change),
    2,
  ),
]

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
  ...replacements,
  choice({ touches: fc.array(fc.record({ back, toward }), { maxLength: 3 }) }, ({ touches }, tokens) =>
    touching(touches.map(({ back, toward }) => ({ token: tokens.recent(back), toward }))),
  ),
  choice({ user }, ({ user }) => ({
    text: `sessions.listByUser ${user}`,
    scope: 'list',
    run: ({ sessions }, { names, now }) => sessions.listByUser(names.user(user), now),
  })),
  choice(
    { back, other },
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
  ...updates,
]

/** A session that goes to another token while all of its user's are written to: what is easiest to get wrong. */
export const sessionMeetings: fc.Arbitrary<readonly [Draft, Draft]> = fc
  .tuple(fc.oneof(...replacements), fc.oneof(...updates), fc.boolean())
  .map(([replace, update, isFirst]) => (isFirst ? [replace, update] : [update, replace]))
