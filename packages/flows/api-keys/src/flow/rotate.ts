import { eventFrom, FieldReader, type JsonObject, jsonReply, optionalJson, type Route, userOf } from '@pylon/core'
import type { ApiKeyFlowParts } from './api-key-flow.ts'
import { apiKeyNotFound, issuedKeySchema, toWireIssued } from './wire.ts'

/** `POST /api-keys/:id/rotate`: a new secret; the old one counts until the grace ends. */
export function rotateRoute({ apiKeys, clock, onEvent }: ApiKeyFlowParts): Route {
  return {
    method: 'POST',
    path: '/api-keys/:id/rotate',
    auth: 'session',
    doc: {
      summary: 'Gives an API key a new secret',
      body: { type: 'object', properties: { grace_secs: { type: 'integer', minimum: 0, maximum: maxGraceSecs } } },
      answers: { 200: issuedKeySchema },
      errors: { 404: ['API_KEY_NOT_FOUND'] },
    },
    async handle(ctx) {
      const graceSecs = parseGrace(await optionalJson(ctx))
      const { userId } = userOf(await ctx.auth())

      const issued = await apiKeys.rotate(userId, ctx.params.id ?? '', graceSecs)
      if (issued === null) throw apiKeyNotFound()

      const { record } = issued
      const data: JsonObject = { api_key_id: record.id, grace_secs: graceSecs }
      await onEvent(eventFrom(ctx, clock(), 'api_key.rotated', userId, data))
      return jsonReply(200, toWireIssued(issued))
    },
  }
}

const maxGraceSecs = 86_400

function parseGrace(body: JsonObject): number {
  const fields = new FieldReader(body)
  const graceSecs = fields.optionalInteger('grace_secs', { min: 0, max: maxGraceSecs })
  fields.check()
  return graceSecs ?? 0
}
