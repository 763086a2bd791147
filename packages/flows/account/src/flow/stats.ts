import { jsonReply, objectSchema, type Route } from '@pylon/core'
import type { AdminParts } from './admin-routes.ts'

/** `GET /stats`: how much there is. */
export function statsRoute({ stores }: AdminParts): Route {
  return {
    method: 'GET',
    path: '/stats',
    auth: 'admin',
    doc: {
      summary: 'Counts users and sessions, expired sessions that are not swept yet included',
      answers: { 200: objectSchema({ users: { type: 'integer' }, sessions: { type: 'integer' } }) },
    },
    async handle() {
      const [users, sessions] = await Promise.all([stores.users.count(), stores.sessions.count()])
      return jsonReply(200, { users, sessions })
    },
  }
}
