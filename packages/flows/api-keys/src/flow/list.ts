import { jsonReply, type Route, userOf } from '@pylon/core'
import type { ApiKeyFlowParts } from './api-key-flow.ts'
import { keySchema, toWireKey } from './wire.ts'

/** `GET /api-keys`: one's own live keys, newest first. */
export function listRoute({ apiKeys }: ApiKeyFlowParts): Route {
  return {
    method: 'GET',
    path: '/api-keys',
    auth: 'session',
    doc: { summary: 'Lists your API keys, newest first', answers: { 200: { type: 'array', items: keySchema } } },
    async handle(ctx) {
      const { userId } = userOf(await ctx.auth())
      return jsonReply(200, (await apiKeys.listByUser(userId)).map(toWireKey))
    },
  }
}
