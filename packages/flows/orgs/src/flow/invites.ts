import {
  emailNotConfigured,
  eventFrom,
  FieldReader,
  forbidden,
  generateId,
  generateToken,
  hashToken,
  type Invite,
  invalidEmail,
  type JsonObject,
  jsonReply,
  normalizeEmail,
  objectSchema,
  type Route,
  rateLimited,
  type Stores,
  userOf,
} from '@pylon/core'
import { badRole, inviteNotFound } from './errors.ts'
import type { OrgFlowParts } from './org-flow.ts'
import { adminStandingOf } from './standing.ts'

/** The prefix of invite tokens. */
export const inviteTokenPrefix = 'pyloni_'

const lifetimeDays = 7

/** Of one organization in an hour. */
const maxMails = 100

/** `POST /orgs/:id/invites`: the token travels by mail alone; a new invite takes the place of one to the same address. */
export function createInviteRoute(parts: OrgFlowParts): Route {
  const { stores, roles, mailer, showsSecrets, clock, onEvent } = parts
  return {
    method: 'POST',
    path: '/orgs/:id/invites',
    auth: 'session',
    doc: {
      summary: 'Invites somebody by mail',
      body: {
        type: 'object',
        required: ['email'],
        properties: { email: { type: 'string' }, role: { enum: roles.names, default: 'member' } },
      },
      answers: { 201: inviteSchema },
      errors: {
        400: ['INVALID_EMAIL', 'BAD_ROLE'],
        403: ['FORBIDDEN'],
        404: ['ORG_NOT_FOUND'],
        429: ['RATE_LIMITED'],
        501: ['EMAIL_NOT_CONFIGURED'],
      },
    },
    async handle(ctx) {
      const { email, role } = parseInvite(await ctx.json(), roles.names)
      const { userId } = userOf(await ctx.auth())
      if (mailer === null && !showsSecrets) throw emailNotConfigured()
      const now = clock()
      const token = generateToken(inviteTokenPrefix)
      const orgId = ctx.params.id ?? ''
      const times = { createdAt: now, expiresAt: now + lifetimeDays * 86_400 }
      const invite = { id: generateId('inv_'), orgId, email, role, tokenHash: hashToken(token), ...times }

      const organization = await stores.transaction(async tx => {
        const standing = await adminStandingOf(tx, roles, orgId, userId)
        if (!roles.mayHandle(standing.member.role, role)) throw forbidden()
        await replaceInvite(tx, invite, now)
        return standing.organization
      })
      await sendInvite(parts, { invite, token, orgName: organization.name, inviterId: userId })

      await onEvent(eventFrom(ctx, now, 'invite.created', userId, { org_id: orgId, invite_id: invite.id, role }))
      return jsonReply(201, { ...toWireInvite(invite), ...(showsSecrets ? { dev_token: token } : {}) })
    },
  }
}

/** `GET /orgs/:id/invites`: pending ones, without tokens. */
export function listInvitesRoute({ stores, roles, clock }: OrgFlowParts): Route {
  return {
    method: 'GET',
    path: '/orgs/:id/invites',
    auth: 'session',
    doc: {
      summary: 'Lists the pending invites of an organization',
      answers: { 200: { type: 'array', items: inviteSchema } },
      errors: { 403: ['FORBIDDEN'], 404: ['ORG_NOT_FOUND'] },
    },
    async handle(ctx) {
      const { userId } = userOf(await ctx.auth())
      const id = ctx.params.id ?? ''
      await adminStandingOf(stores, roles, id, userId)
      return jsonReply(200, (await stores.orgs.listInvites(id, clock())).map(toWireInvite))
    },
  }
}

/** `DELETE /orgs/:id/invites/:invite_id`. */
export function revokeInviteRoute({ stores, roles, clock, onEvent }: OrgFlowParts): Route {
  return {
    method: 'DELETE',
    path: '/orgs/:id/invites/:invite_id',
    auth: 'session',
    doc: {
      summary: 'Revokes an invite',
      answers: { 200: objectSchema({ revoked: { const: true } }) },
      errors: { 403: ['FORBIDDEN'], 404: ['ORG_NOT_FOUND', 'INVITE_NOT_FOUND'] },
    },
    async handle(ctx) {
      const { userId } = userOf(await ctx.auth())
      const { id = '', invite_id: inviteId = '' } = ctx.params
      await adminStandingOf(stores, roles, id, userId)

      if (!(await stores.orgs.revokeInvite(id, inviteId, clock()))) throw inviteNotFound()

      await onEvent(eventFrom(ctx, clock(), 'invite.revoked', userId, { org_id: id, invite_id: inviteId }))
      return jsonReply(200, { revoked: true })
    },
  }
}

function parseInvite(body: JsonObject, names: readonly string[]): Pick<Invite, 'email' | 'role'> {
  const fields = new FieldReader(body)
  const text = fields.string('email', {}, invalidEmail())
  const role = fields.optionalString('role') ?? 'member'
  fields.check()
  const email = normalizeEmail(text)
  if (email === null) throw invalidEmail()
  if (!names.includes(role)) throw badRole()
  return { email, role }
}

async function replaceInvite({ orgs, counters }: Stores, invite: Invite, now: number): Promise<void> {
  const { count, resetAt } = await counters.increment(`invites:${invite.orgId}`, 1, 3_600, now)
  if (count > maxMails) throw rateLimited(Math.max(1, resetAt - now))
  for (const { id, email } of await orgs.listInvites(invite.orgId, now)) {
    if (email === invite.email) await orgs.revokeInvite(invite.orgId, id, now)
  }
  await orgs.insertInvite(invite)
}

interface InviteMail {
  readonly invite: Invite
  readonly token: string
  readonly orgName: string
  readonly inviterId: string
}

async function sendInvite(
  { stores, mailer, baseUrl }: OrgFlowParts,
  { invite, token, orgName, inviterId }: InviteMail,
): Promise<void> {
  const inviter = await stores.users.findById(inviterId)
  await mailer?.enqueue({
    to: invite.email,
    template: 'org_invite',
    values: {
      url: `${baseUrl}/invites/${token}`,
      org_name: orgName,
      inviter: inviter?.displayName ?? inviter?.email ?? '',
      days: String(lifetimeDays),
    },
    key: `invite:${invite.orgId}:${hashToken(invite.email)}`,
    expiresAt: invite.expiresAt,
  })
}

const toWireInvite = ({ id, email, role, expiresAt }: Invite): Readonly<Record<string, unknown>> => ({
  id,
  email,
  role,
  expires_at: expiresAt,
})

const inviteSchema: JsonObject = objectSchema({
  id: { type: 'string' },
  email: { type: 'string' },
  role: { type: 'string' },
  expires_at: { type: 'integer', description: 'unix seconds' },
})
