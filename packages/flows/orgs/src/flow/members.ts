import {
  eventFrom,
  FieldReader,
  forbidden,
  type JsonObject,
  jsonReply,
  type Membership,
  objectSchema,
  type Route,
  type Stores,
  userOf,
} from '@pylon/core'
import { badRole, lastOwner, notAMember } from './errors.ts'
import type { OrgFlowParts } from './org-flow.ts'
import { adminStandingOf, standingOf } from './standing.ts'

/** `GET /orgs/:id/members`. */
export function listMembersRoute({ stores }: OrgFlowParts): Route {
  return {
    method: 'GET',
    path: '/orgs/:id/members',
    auth: 'session',
    doc: {
      summary: 'Lists the members of an organization',
      answers: { 200: { type: 'array', items: memberSchema } },
      errors: { 404: ['ORG_NOT_FOUND'] },
    },
    async handle(ctx) {
      const { userId } = userOf(await ctx.auth())
      const id = ctx.params.id ?? ''
      await standingOf(stores, id, userId)
      const members = await stores.orgs.listMembers(id)
      const users = await Promise.all(members.map(member => stores.users.findById(member.userId)))
      return jsonReply(
        200,
        members.map((member, at) => ({
          user_id: member.userId,
          email: users[at]?.email ?? null,
          display_name: users[at]?.displayName ?? null,
          role: member.role,
          joined_at: member.joinedAt,
        })),
      )
    },
  }
}

/** `PUT /orgs/:id/members/:user_id`: the new role is in force on the member's next request. */
export function updateRoleRoute(parts: OrgFlowParts): Route {
  const { stores, sessions, roles, clock, onEvent } = parts
  return {
    method: 'PUT',
    path: '/orgs/:id/members/:user_id',
    auth: 'session',
    doc: {
      summary: 'Gives a member another role',
      body: objectSchema({ role: { enum: roles.names } }),
      answers: { 200: objectSchema({ updated: { const: true } }) },
      errors: { 400: ['BAD_ROLE'], 403: ['FORBIDDEN'], 404: ['ORG_NOT_FOUND', 'NOT_A_MEMBER'], 409: ['LAST_OWNER'] },
    },
    async handle(ctx) {
      const role = parseRole(await ctx.json(), roles.names)
      const { userId } = userOf(await ctx.auth())
      const { id = '', user_id: targetId = '' } = ctx.params

      const before = await stores.transaction(async tx => {
        const { member } = await adminStandingOf(tx, roles, id, userId)
        const target = await tx.orgs.findMember(id, targetId)
        if (target === null) throw notAMember(404)
        if (!roles.mayHandle(member.role, target.role) || !roles.mayHandle(member.role, role)) throw forbidden()
        if (role !== 'owner') await requireOtherOwner(tx, target)
        await tx.orgs.updateRole(id, targetId, role)
        await sessions.within(tx.sessions).updateTenantRole(targetId, id, role)
        return target.role
      })

      const data = { org_id: id, member_id: targetId, role, role_before: before }
      await onEvent(eventFrom(ctx, clock(), 'member.role_changed', userId, data))
      return jsonReply(200, { updated: true })
    },
  }
}

/** `DELETE /orgs/:id/members/:user_id`: admins remove others, everybody may leave. */
export function removeMemberRoute(parts: OrgFlowParts): Route {
  const { stores, sessions, roles, clock, onEvent } = parts
  return {
    method: 'DELETE',
    path: '/orgs/:id/members/:user_id',
    auth: 'session',
    doc: {
      summary: 'Removes a member, or leaves',
      answers: { 200: objectSchema({ removed: { const: true } }) },
      errors: { 403: ['FORBIDDEN'], 404: ['ORG_NOT_FOUND', 'NOT_A_MEMBER'], 409: ['LAST_OWNER'] },
    },
    async handle(ctx) {
      const { userId } = userOf(await ctx.auth())
      const { id = '', user_id: targetId = '' } = ctx.params

      await stores.transaction(async tx => {
        const { member } = await standingOf(tx, id, userId)
        const isSelf = targetId === userId
        if (!isSelf && !roles.isAdmin(member.role)) throw forbidden()
        const target = await tx.orgs.findMember(id, targetId)
        if (target === null) throw notAMember(404)
        if (!isSelf && !roles.mayHandle(member.role, target.role)) throw forbidden()
        await requireOtherOwner(tx, target)
        await tx.orgs.deleteMember(id, targetId)
        await sessions.within(tx.sessions).updateTenantRole(targetId, id, null)
      })

      await onEvent(eventFrom(ctx, clock(), 'member.removed', userId, { org_id: id, member_id: targetId }))
      return jsonReply(200, { removed: true })
    },
  }
}

/** The organization is held: of two last owners that leave together, one stays. */
async function requireOtherOwner({ orgs }: Pick<Stores, 'orgs'>, target: Membership): Promise<void> {
  if (target.role !== 'owner') return
  const members = await orgs.listMembers(target.orgId)
  if (!members.some(member => member.role === 'owner' && member.userId !== target.userId)) throw lastOwner()
}

function parseRole(body: JsonObject, names: readonly string[]): string {
  const fields = new FieldReader(body)
  const role = fields.string('role', {}, badRole())
  fields.check()
  if (!names.includes(role)) throw badRole()
  return role
}

const memberSchema: JsonObject = objectSchema({
  user_id: { type: 'string' },
  email: { type: ['string', 'null'] },
  display_name: { type: ['string', 'null'] },
  role: { type: 'string' },
  joined_at: { type: 'integer', description: 'unix seconds' },
})
