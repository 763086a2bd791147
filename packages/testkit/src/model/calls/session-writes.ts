import type { SessionChange } from '@pylon/core'
import * as fc from 'fast-check'
import { testSession } from '../../records.ts'
import { tenantNames, userNames } from '../names.ts'
import { type Call, endOf, endText, lifetimes, type Moment, mostly } from './call.ts'
import { rolesText, someRoles } from './session-updates.ts'

export function insertion(token: string, user: string, lifetime: number, isGuest: boolean): Call {
  return {
    text: `sessions.insert ${token} of ${user}, ${endText(lifetime)}${isGuest ? ', a guest' : ''}`,
    async run({ sessions }, { names, now }) {
      const times = { createdAt: now, authTime: now, lastUsedAt: now, expiresAt: endOf(lifetime, now) }
      const [id, tokenHash, userId] = [names.sessionId(token), names.tokenHash(token), names.user(user)]
      await sessions.insert(testSession({ id, tokenHash, userId, isGuest, ...times }))
    },
  }
}

/** What a replacement changes besides the token; null = left as it is. */
interface Change {
  readonly user: string | null
  readonly roles: readonly string[] | null
  readonly lifetime: number | null
  /** `none` takes the organization away. */
  readonly tenant: string | null
}

export const changes: fc.Arbitrary<Change> = fc.record({
  user: mostly<string | null>(null, null, null, ...userNames),
  roles: fc.option(someRoles, { freq: 1 }),
  lifetime: fc.option(lifetimes.filter(lifetime => lifetime >= 0)),
  tenant: mostly<string | null>(null, ...tenantNames, 'none'),
})

export function replacement(token: string, next: string, change: Change): Call {
  const { user, lifetime, tenant } = change
  const members = [
    ...(user === null ? [] : [`now of ${user}`]),
    ...(lifetime === null ? [] : [endText(lifetime)]),
    ...(tenant === null ? [] : [`in ${tenant}`]),
  ]
  return {
    text:
      [`sessions.replace ${token} ${next === token ? 'by itself' : `by ${next}`}`, ...members].join(', ') +
      rolesText(change.roles),
    scope: 'move',
    run: ({ sessions }, moment) => {
      const { names, now } = moment
      const tokenHash = next === token ? {} : { tokenHash: names.tokenHash(next) }
      return sessions.replace(names.tokenHash(token), { ...tokenHash, ...membersOf(change, moment) }, now)
    },
  }
}

function membersOf({ user, roles, lifetime, tenant }: Change, { names, now }: Moment): SessionChange {
  return {
    ...(user === null ? {} : { userId: names.user(user), isGuest: false, authTime: now }),
    ...(roles === null ? {} : { roles }),
    ...(lifetime === null ? {} : { lastUsedAt: now, expiresAt: endOf(lifetime, now) }),
    ...(tenant === null ? {} : tenantOf(tenant, names)),
  }
}

const tenantOf = (tenant: string, names: Moment['names']): SessionChange =>
  tenant === 'none' ? { tenantId: null, tenantRole: null } : { tenantId: names.tenant(tenant), tenantRole: 'member' }

export function touching(touches: readonly { readonly token: string; readonly toward: number }[]): Call {
  return {
    text: `sessions.touch [${touches.map(({ token, toward }) => `${token} now + ${toward}`).join(', ')}]`,
    scope: touches.length > 1 ? 'rows' : 'row',
    async run({ sessions }, { names, now }) {
      await sessions.touch(
        touches.map(({ token, toward }) => ({ tokenHash: names.tokenHash(token), lastUsedAt: now + toward })),
      )
    },
  }
}
