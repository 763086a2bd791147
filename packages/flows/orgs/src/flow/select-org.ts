import {
  authRequired,
  eventFrom,
  FieldReader,
  invalidRequest,
  type JsonObject,
  jsonReply,
  objectSchema,
  type RequestContext,
  type Route,
  rolesOf,
  type Session,
  userOf,
} from '@pylon/core'
import { missingOrgId, notAMember } from './errors.ts'
import type { OrgFlowParts } from './org-flow.ts'

/** `POST /select-org`: makes an organization the active one of this session. */
export function selectOrgRoute(parts: OrgFlowParts): Route {
  const { clock, onEvent } = parts
  return {
    method: 'POST',
    path: '/select-org',
    auth: 'session',
    doc: {
      summary: 'Makes an organization the active one of this session, or none',
      body: objectSchema({ orgId: { type: ['string', 'null'] } }),
      answers: {
        200: objectSchema({
          tenant_id: { type: ['string', 'null'] },
          roles: { type: 'array', items: { type: 'string' } },
        }),
      },
      errors: { 400: ['MISSING_ORG_ID'], 403: ['NOT_A_MEMBER'] },
    },
    async handle(ctx) {
      const orgId = parseOrgId(await ctx.json())
      const { userId, sessionId } = userOf(await ctx.auth())

      const session = await choose(parts, ctx, userId, orgId)

      await onEvent(eventFrom(ctx, clock(), 'org.selected', userId, { org_id: orgId, session_id: sessionId }))
      return jsonReply(200, { tenant_id: session.tenantId, roles: rolesOf(session) })
    },
  }
}

function parseOrgId(body: JsonObject): string | null {
  if (!Object.hasOwn(body, 'orgId')) throw missingOrgId()
  const fields = new FieldReader(body)
  const orgId = fields.optionalString('orgId', { maxLength: 100 })
  fields.check()
  if (orgId === '') throw invalidRequest([{ path: 'orgId', message: 'must not be empty' }])
  return orgId
}

/** The membership is held until the session is written: whoever ends it meanwhile finds the session and changes it. */
async function choose(
  { stores, sessions }: OrgFlowParts,
  ctx: RequestContext,
  userId: string,
  orgId: string | null,
): Promise<Session> {
  const token = sessions.tokenFrom(ctx)
  if (token === null) throw authRequired()
  const session = await stores.transaction(async tx => {
    const member = orgId === null ? null : await tx.orgs.findMember(orgId, userId)
    if (orgId !== null && member === null) throw notAMember(403)
    const tenant = member === null ? null : { id: member.orgId, role: member.role }
    return sessions.within(tx.sessions).chooseTenant(token, tenant)
  })
  if (session === null) throw authRequired() // ended meanwhile
  return session
}
