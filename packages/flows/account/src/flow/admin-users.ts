import {
  eventFrom,
  FieldReader,
  invalidRequest,
  type JsonObject,
  jsonReply,
  objectSchema,
  PylonError,
  type RequestContext,
  type Route,
  type User,
  type UserChange,
} from '@pylon/core'
import type { AdminParts } from './admin-routes.ts'
import { deleteUser } from './delete-user.ts'
import { adminUserSchema, deletedSchema } from './schemas.ts'

/** `GET /users?query&limit&cursor`. */
export function listUsersRoute({ stores }: AdminParts): Route {
  return {
    method: 'GET',
    path: '/users',
    auth: 'admin',
    doc: {
      summary: 'Lists users whose id, email or display name contains the query',
      query: {
        query: { type: 'string' },
        limit: { type: 'integer', minimum: 1, maximum: maxLimit },
        cursor: { type: 'string', description: '`next` of the page before' },
      },
      answers: {
        200: objectSchema({ users: { type: 'array', items: adminUserSchema }, next: { type: ['string', 'null'] } }),
      },
    },
    async handle({ query }) {
      const limit = parseLimit(query.get('limit'))

      const page = await stores.users.list(query.get('query') ?? '', limit, query.get('cursor'))

      return jsonReply(200, { users: page.users.map(toWireUser), next: page.next })
    },
  }
}

/** `GET /users/:id`. */
export function showUserRoute({ stores }: AdminParts): Route {
  return {
    method: 'GET',
    path: '/users/:id',
    auth: 'admin',
    doc: { summary: 'Shows a user', answers: { 200: adminUserSchema }, errors: { 404: ['USER_NOT_FOUND'] } },
    async handle({ params }) {
      const user = await stores.users.findById(params.id ?? '')
      if (user === null) throw userNotFound()
      return jsonReply(200, toWireUser(user))
    },
  }
}

/** `PATCH /users/:id`: a ban ends sessions at once, new roles reach them on the next request. */
export function updateUserRoute(parts: AdminParts): Route {
  return {
    method: 'PATCH',
    path: '/users/:id',
    auth: 'admin',
    doc: {
      summary: 'Changes a user: roles, ban, display name, whether the address is verified',
      body: {
        type: 'object',
        properties: {
          roles: { type: 'array', items: { type: 'string' } },
          banned: { type: 'boolean' },
          display_name: { type: ['string', 'null'] },
          email_verified: { type: 'boolean' },
        },
      },
      answers: { 200: adminUserSchema },
      errors: { 404: ['USER_NOT_FOUND'] },
    },
    async handle(ctx) {
      const change = parseChange(await ctx.json())

      const { before, after } = await updateUser(parts, ctx.params.id ?? '', change)

      await announce(parts, ctx, before, after)
      return jsonReply(200, toWireUser(after))
    },
  }
}

/** `DELETE /users/:id`. */
export function deleteUserRoute({ stores, clock, onEvent }: AdminParts): Route {
  return {
    method: 'DELETE',
    path: '/users/:id',
    auth: 'admin',
    doc: {
      summary: 'Deletes a user with everything that is theirs',
      answers: { 200: deletedSchema },
      errors: { 404: ['USER_NOT_FOUND'], 409: ['LAST_OWNER'] },
    },
    async handle(ctx) {
      const userId = ctx.params.id ?? ''

      const gone = await stores.transaction(tx => deleteUser(tx, userId, clock()))
      if (gone === null) throw userNotFound()

      await onEvent(eventFrom(ctx, clock(), 'user.deleted', userId, { by: 'admin' }))
      return jsonReply(200, { deleted: true, revoked_sessions: gone.revokedSessions })
    },
  }
}

export const userNotFound = (): PylonError => new PylonError('USER_NOT_FOUND', 404, 'There is no such user')

const maxLimit = 200

function parseLimit(text: string | null): number {
  if (text === null) return 50
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (limit >= 1 && limit <= maxLimit) return limit
  throw invalidRequest([{ path: 'limit', message: `must be a whole number from 1 to ${maxLimit}` }])
}

function parseChange(body: JsonObject): UserChange {
  const fields = new FieldReader(body)
  const roles = fields.optionalStrings('roles', { maxItems: 50, maxLength: 64, form: /^[\w:.-]+$/ })
  const isBanned = fields.optionalBoolean('banned')
  const isEmailVerified = fields.optionalBoolean('email_verified')
  const displayName = fields.optionalString('display_name', { maxLength: 200, allowControlCharacters: false })
  fields.check()
  return {
    ...(roles === null ? {} : { roles: [...new Set(roles)] }),
    ...(isBanned === null ? {} : { isBanned }),
    ...(isEmailVerified === null ? {} : { isEmailVerified }),
    ...(Object.hasOwn(body, 'display_name') ? { displayName } : {}),
  }
}

async function updateUser(
  { stores, sessions, clock }: AdminParts,
  id: string,
  change: UserChange,
): Promise<{ readonly before: User; readonly after: User }> {
  return stores.transaction(async tx => {
    const before = await tx.users.findById(id)
    if (before === null) throw userNotFound()
    const isBanning = change.isBanned === true && !before.isBanned
    const after = await tx.users.update(id, change, isBanning, clock())
    if (after === null) throw userNotFound()
    const txSessions = sessions.within(tx.sessions)
    if (change.roles !== undefined) await txSessions.updateRoles(id, after.roles)
    if (isBanning) await txSessions.revokeByUser(id)
    return { before, after }
  })
}

async function announce({ clock, onEvent }: AdminParts, ctx: RequestContext, before: User, after: User): Promise<void> {
  const tell = (name: string, data: JsonObject = {}): void | Promise<void> =>
    onEvent(eventFrom(ctx, clock(), name, after.id, data))
  if (before.isBanned !== after.isBanned) await tell(after.isBanned ? 'user.banned' : 'user.unbanned')
  await tell('user.updated', { roles: after.roles, email_verified: after.isEmailVerified })
}

const toWireUser = (user: User): Readonly<Record<string, unknown>> => ({
  id: user.id,
  email: user.email,
  display_name: user.displayName,
  email_verified: user.isEmailVerified,
  roles: user.roles,
  banned: user.isBanned,
  created_at: user.createdAt,
  updated_at: user.updatedAt,
})
