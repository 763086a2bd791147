import { eventFrom, jsonReply, objectSchema, type Route, sessionSchema, toWireSession } from '@pylon/core'
import type { AdminParts } from './admin-routes.ts'
import { userNotFound } from './admin-users.ts'

/** `GET /users/:id/sessions`: never a token, only its first characters. */
export function listSessionsRoute({ stores, sessions }: AdminParts): Route {
  return {
    method: 'GET',
    path: '/users/:id/sessions',
    auth: 'admin',
    doc: {
      summary: 'Lists the sessions of a user, newest first',
      answers: { 200: { type: 'array', items: sessionSchema } },
      errors: { 404: ['USER_NOT_FOUND'] },
    },
    async handle({ params }) {
      const id = params.id ?? ''
      if ((await stores.users.findById(id)) === null) throw userNotFound()
      return jsonReply(200, (await sessions.listByUser(id)).map(toWireSession))
    },
  }
}

/** `DELETE /users/:id/sessions`. */
export function revokeSessionsRoute({ stores, sessions, clock, onEvent }: AdminParts): Route {
  return {
    method: 'DELETE',
    path: '/users/:id/sessions',
    auth: 'admin',
    doc: {
      summary: 'Signs a user out everywhere',
      answers: { 200: objectSchema({ revoked_count: { type: 'integer' } }) },
      errors: { 404: ['USER_NOT_FOUND'] },
    },
    async handle(ctx) {
      const id = ctx.params.id ?? ''
      if ((await stores.users.findById(id)) === null) throw userNotFound()

      const revokedCount = await sessions.revokeByUser(id)

      await onEvent(eventFrom(ctx, clock(), 'session.revoked', id, { revoked_count: revokedCount, by: 'admin' }))
      return jsonReply(200, { revoked_count: revokedCount })
    },
  }
}
