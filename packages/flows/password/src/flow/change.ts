import {
  authRequired,
  eventFrom,
  FieldReader,
  grantSchema,
  type IssuedSession,
  type JsonObject,
  objectSchema,
  type Reply,
  type RequestContext,
  type Route,
  userOf,
  wrongPassword,
} from '@pylon/core'
import { noPasswordSet } from './errors.ts'
import type { Attempt } from './lockout.ts'
import type { PasswordFlowParts } from './password-flow.ts'

/** `POST /password/change`: ends every other session and rotates this one. */
export function changeRoute(parts: PasswordFlowParts): Route {
  const { stores, sessions, signIn, passwords, acceptPassword, lockout, clock, onEvent } = parts

  async function change(ctx: RequestContext, { currentPassword, newPassword }: ChangeRequest): Promise<Reply> {
    const { userId } = userOf(await ctx.auth())
    const token = sessions.tokenFrom(ctx)
    const user = await stores.users.findById(userId)
    if (token === null || user === null) throw authRequired()
    const credential = await stores.credentials.find(userId, 'password')
    if (credential === null) throw noPasswordSet()
    let attempt: Attempt | null = null
    const { isCorrect } = await passwords.verify(credential.value, currentPassword, async () => {
      attempt = await lockout.admit(ctx, user)
    })
    if (!isCorrect) throw wrongPassword()
    await (attempt as Attempt | null)?.forgive()
    await acceptPassword(newPassword, user.email)

    const hash = await passwords.hash(newPassword)
    const change = { userId, token, oldHash: credential.value, newHash: hash }
    const { issued, revokedCount } = await changePassword(parts, change)
    await onEvent(eventFrom(ctx, clock(), 'password.changed', userId, { revoked_sessions: revokedCount }))

    return signIn.reply(ctx, { kind: 'grant', user, ...issued }, 200, {
      changed: true,
      revoked_sessions: revokedCount,
    })
  }

  return {
    method: 'POST',
    path: '/password/change',
    auth: 'session',
    doc: {
      summary: 'Changes the password, ends every other session and rotates this one',
      body: objectSchema({ current_password: { type: 'string' }, new_password: { type: 'string' } }),
      answers: {
        200: {
          allOf: [grantSchema, objectSchema({ changed: { const: true }, revoked_sessions: { type: 'integer' } })],
        },
      },
      errors: {
        400: ['NO_PASSWORD_SET', 'WEAK_PASSWORD', 'PWNED_PASSWORD'],
        401: ['WRONG_PASSWORD'],
        429: ['ACCOUNT_LOCKED'],
        503: ['BUSY'],
      },
    },
    async handle(ctx) {
      await passwords.queue.requireRoom() // under a flood nothing is read or parsed for those who will be refused
      const wanted = parseChange(await ctx.json())

      return passwords.queue.admit(() => change(ctx, wanted))
    },
  }
}

interface ChangeRequest {
  readonly currentPassword: string
  readonly newPassword: string
}

function parseChange(body: JsonObject): ChangeRequest {
  const fields = new FieldReader(body)
  const currentPassword = fields.string('current_password')
  const newPassword = fields.string('new_password')
  fields.check()
  return { currentPassword, newPassword }
}

interface PasswordChange {
  readonly userId: string
  readonly token: string
  readonly oldHash: string
  readonly newHash: string
}

async function changePassword(
  { stores, sessions, clock }: PasswordFlowParts,
  { userId, token, oldHash, newHash }: PasswordChange,
): Promise<{ readonly issued: IssuedSession; readonly revokedCount: number }> {
  const now = clock()
  return stores.transaction(async tx => {
    const credential = { userId, kind: 'password', value: newHash, step: 0, updatedAt: now }
    if (!(await tx.credentials.replace(credential, oldHash))) throw wrongPassword()
    await tx.users.update(userId, {}, true, now) // before the revocation: from here on the door waits for the commit
    const txSessions = sessions.within(tx.sessions)
    const issued = await txSessions.refresh(token, { authTime: now })
    if (issued === null) throw authRequired()
    await tx.apiKeys.revokeByUser(userId, now) // whoever had the password may have made one
    return { issued, revokedCount: await txSessions.revokeByUser(userId, issued.session.id) }
  })
}
