import type { SessionUserChange } from '@pylon/core'
import * as fc from 'fast-check'
import { type Names, tenantNames } from '../names.ts'
import { type Call, mostly } from './call.ts'

/** What becomes of all of a user's sessions; null = left as it is. */
interface Update {
  readonly roles: readonly string[] | null
  readonly tenant: Tenant | null
}

interface Tenant {
  readonly name: string
  readonly role: string | null
}

export const someRoles: fc.Arbitrary<readonly string[]> = fc.constantFrom<readonly string[]>([], ['owner'], ['a,b', ''])

export const tenants: fc.Arbitrary<Tenant> = fc.record({
  name: mostly<string>(...tenantNames),
  role: fc.constantFrom('owner', '', null),
})

export function updating(user: string, update: Update): Call {
  return {
    text: `sessions.update ${user}${tenantText(update.tenant)}${rolesText(update.roles)}`,
    scope: 'rows',
    async run({ sessions }, { names }) {
      await sessions.update(names.user(user), toChange(update, names))
    },
  }
}

function tenantText(tenant: Tenant | null): string {
  if (tenant === null) return ''
  return tenant.role === null ? `, not in ${tenant.name} any more` : `, in ${tenant.name} as "${tenant.role}"`
}

/** Empty for roles that stay. */
export const rolesText = (roles: readonly string[] | null): string =>
  roles === null ? '' : `, roles ${JSON.stringify(roles)}`

const toChange = ({ roles, tenant }: Update, names: Names): SessionUserChange => ({
  ...(roles === null ? {} : { roles }),
  ...(tenant === null ? {} : { tenant: { id: names.tenant(tenant.name), role: tenant.role } }),
})
