import {
  authRequired,
  eventFrom,
  FieldReader,
  forbidden,
  generateId,
  invalidRequest,
  type JsonObject,
  jsonReply,
  type Membership,
  type Organization,
  objectSchema,
  type Route,
  userOf,
} from '@pylon/core'
import type { OrgFlowParts } from './org-flow.ts'
import { adminStandingOf, standingOf } from './standing.ts'

/** `POST /orgs`: whoever makes one owns it. */
export function createOrgRoute({ stores, clock, onEvent }: OrgFlowParts): Route {
  return {
    method: 'POST',
    path: '/orgs',
    auth: 'session',
    doc: { summary: 'Makes an organization that you own', body: nameSchema, answers: { 201: orgSchema } },
    async handle(ctx) {
      const name = parseName(await ctx.json())
      const { userId } = userOf(await ctx.auth())

      const now = clock()
      const organization = { id: generateId('org_'), name, createdAt: now }
      const owner = { orgId: organization.id, userId, role: 'owner', joinedAt: now }
      await stores.transaction(async tx => {
        if ((await tx.users.findById(userId)) === null) throw authRequired() // held: nobody deleted owns anything
        await tx.orgs.insert(organization, owner)
      })

      await onEvent(eventFrom(ctx, now, 'org.created', userId, { org_id: organization.id }))
      return jsonReply(201, toWireOrg(organization, owner))
    },
  }
}

/** `GET /orgs`: those the caller is in. */
export function listOrgsRoute({ stores }: OrgFlowParts): Route {
  return {
    method: 'GET',
    path: '/orgs',
    auth: 'session',
    doc: { summary: 'Lists your organizations', answers: { 200: { type: 'array', items: orgSchema } } },
    async handle(ctx) {
      const { userId } = userOf(await ctx.auth())
      const members = await stores.orgs.listByUser(userId)
      const organizations = await Promise.all(members.map(({ orgId }) => stores.orgs.find(orgId)))
      const found = members.flatMap((member, at) => {
        const organization = organizations[at] ?? null // null = deleted meanwhile
        return organization === null ? [] : [toWireOrg(organization, member)]
      })
      return jsonReply(200, found)
    },
  }
}

/** `GET /orgs/:id`. */
export function showOrgRoute({ stores }: OrgFlowParts): Route {
  return {
    method: 'GET',
    path: '/orgs/:id',
    auth: 'session',
    doc: {
      summary: 'Shows one of your organizations',
      answers: { 200: orgSchema },
      errors: { 404: ['ORG_NOT_FOUND'] },
    },
    async handle(ctx) {
      const { userId } = userOf(await ctx.auth())
      const { organization, member } = await standingOf(stores, ctx.params.id ?? '', userId)
      return jsonReply(200, toWireOrg(organization, member))
    },
  }
}

/** `PATCH /orgs/:id`. */
export function renameOrgRoute({ stores, roles, clock, onEvent }: OrgFlowParts): Route {
  return {
    method: 'PATCH',
    path: '/orgs/:id',
    auth: 'session',
    doc: {
      summary: 'Renames an organization',
      body: nameSchema,
      answers: { 200: orgSchema },
      errors: { 403: ['FORBIDDEN'], 404: ['ORG_NOT_FOUND'] },
    },
    async handle(ctx) {
      const name = parseName(await ctx.json())
      const { userId } = userOf(await ctx.auth())
      const id = ctx.params.id ?? ''

      const member = await stores.transaction(async tx => {
        const standing = await adminStandingOf(tx, roles, id, userId)
        await tx.orgs.rename(id, name)
        return { ...standing, organization: { ...standing.organization, name } }
      })

      await onEvent(eventFrom(ctx, clock(), 'org.renamed', userId, { org_id: id }))
      return jsonReply(200, toWireOrg(member.organization, member.member))
    },
  }
}

/** `DELETE /orgs/:id`: every session that had chosen it falls back to none. */
export function deleteOrgRoute({ stores, sessions, clock, onEvent }: OrgFlowParts): Route {
  return {
    method: 'DELETE',
    path: '/orgs/:id',
    auth: 'fresh',
    doc: {
      summary: 'Deletes an organization that you own',
      answers: { 200: objectSchema({ deleted: { const: true } }) },
      errors: { 403: ['FORBIDDEN'], 404: ['ORG_NOT_FOUND'] },
    },
    async handle(ctx) {
      const { userId } = userOf(await ctx.auth())
      const id = ctx.params.id ?? ''

      await stores.transaction(async tx => {
        const { member } = await standingOf(tx, id, userId)
        if (member.role !== 'owner') throw forbidden()
        const txSessions = sessions.within(tx.sessions)
        for (const each of await tx.orgs.listMembers(id)) await txSessions.updateTenantRole(each.userId, id, null)
        await tx.orgs.delete(id)
      })

      await onEvent(eventFrom(ctx, clock(), 'org.deleted', userId, { org_id: id }))
      return jsonReply(200, { deleted: true })
    },
  }
}

function parseName(body: JsonObject): string {
  const fields = new FieldReader(body)
  const name = fields.string('name', { maxLength: 100, allowControlCharacters: false }).trim()
  fields.check()
  if (name === '') throw invalidRequest([{ path: 'name', message: 'must have 1 to 100 characters' }])
  return name
}

const toWireOrg = ({ id, name, createdAt }: Organization, { role }: Membership): Readonly<Record<string, unknown>> => ({
  id,
  name,
  role,
  created_at: createdAt,
})

const nameSchema: JsonObject = objectSchema({ name: { type: 'string', minLength: 1, maxLength: 100 } })

const orgSchema: JsonObject = objectSchema({
  id: { type: 'string' },
  name: { type: 'string' },
  role: { type: 'string' },
  created_at: { type: 'integer', description: 'unix seconds' },
})
