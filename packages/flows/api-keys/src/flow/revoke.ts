import { eventFrom, jsonReply, objectSchema, type Route, userOf } from '@pylon/core'
import type { ApiKeyFlowParts } from './api-key-flow.ts'
import { apiKeyNotFound } from './wire.ts'

/** `DELETE /api-keys/:id`: one's own key. */
export function revokeRoute({ apiKeys, clock, onEvent }: ApiKeyFlowParts): Route {
  return {
    method: 'DELETE',
    path: '/api-keys/:id',
    auth: 'session',
    doc: {
      summary: 'Revokes one of your API keys',
      answers: { 200: objectSchema({ revoked: { const: true } }) },
      errors: { 404: ['API_KEY_NOT_FOUND'] },
    },
    async handle(ctx) {
      const { userId } = userOf(await ctx.auth())
      const id = ctx.params.id ?? ''

      if (!(await apiKeys.revoke(userId, id))) throw apiKeyNotFound()

      await onEvent(eventFrom(ctx, clock(), 'api_key.revoked', userId, { api_key_id: id }))
      return jsonReply(200, { revoked: true })
    },
  }
}
