import {
  actionPageReply,
  authRequired,
  eventFrom,
  hashToken,
  type Invite,
  isToken,
  jsonReply,
  objectSchema,
  type Route,
  type Stores,
  userOf,
} from '@pylon/core'
import { alreadyMember, emailNotVerified, inviteNotFound, wrongEmail } from './errors.ts'
import { inviteTokenPrefix } from './invites.ts'
import type { OrgFlowParts } from './org-flow.ts'

/** `GET /invites/:token`: where the link in the mail leads; changes nothing. */
export function invitePageRoute(): Route {
  const reply = actionPageReply({
    title: 'Invitation',
    text: 'You were invited to an organization. Accept with the account that has the address this was sent to.',
    button: 'Accept',
    done: 'You are a member now.',
    pathSuffix: '/accept',
  })
  return {
    method: 'GET',
    path: '/invites/:token',
    auth: 'anyone',
    doc: { summary: 'A page with a button that accepts the invite', answers: { 200: null } },
    handle: async () => reply,
  }
}

/** `POST /invites/:token/accept`: whoever has the token and the verified address it was sent to. */
export function acceptInviteRoute({ stores, clock, onEvent }: OrgFlowParts): Route {
  return {
    method: 'POST',
    path: '/invites/:token/accept',
    auth: 'session',
    doc: {
      summary: 'Accepts an invite',
      answers: { 200: objectSchema({ org_id: { type: 'string' }, role: { type: 'string' } }) },
      errors: {
        403: ['WRONG_EMAIL', 'EMAIL_NOT_VERIFIED'],
        404: ['INVITE_NOT_FOUND'],
        409: ['ALREADY_MEMBER'],
      },
    },
    async handle(ctx) {
      const { userId } = userOf(await ctx.auth())
      const token = ctx.params.token ?? ''
      if (!isToken(inviteTokenPrefix, token)) throw inviteNotFound()

      const tokenHash = hashToken(token)
      const pending = await stores.orgs.findInvite(tokenHash, clock())
      if (pending === null) throw inviteNotFound()

      const invite = await stores.transaction(tx => accept(tx, { tokenHash, orgId: pending.orgId, userId }, clock()))

      const data = { org_id: invite.orgId, invite_id: invite.id, role: invite.role }
      await onEvent(eventFrom(ctx, clock(), 'member.joined', userId, data))
      return jsonReply(200, { org_id: invite.orgId, role: invite.role })
    },
  }
}

interface Acceptance {
  readonly tokenHash: string
  readonly orgId: string
  readonly userId: string
}

/**
 * A refusal leaves the invite as it was. The user is held first, then the organization, then what is about it: the
 * order of every transaction that holds several, so that none waits for another in a circle.
 */
async function accept({ users, orgs }: Stores, { tokenHash, orgId, userId }: Acceptance, now: number): Promise<Invite> {
  const user = await users.findById(userId)
  if (user === null) throw authRequired()
  const organization = await orgs.find(orgId)
  const invite = await orgs.findInvite(tokenHash, now)
  if (organization === null || invite === null) throw inviteNotFound()
  if (user.email !== invite.email) throw wrongEmail()
  if (!user.isEmailVerified) throw emailNotVerified()
  if (!(await orgs.insertMember({ orgId, userId, role: invite.role, joinedAt: now }))) throw alreadyMember()
  if ((await orgs.takeInvite(tokenHash, now)) === null) throw inviteNotFound()
  return invite
}
