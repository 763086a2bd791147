import {
  authRequired,
  eventFrom,
  FieldReader,
  invalidRequest,
  type JsonObject,
  jsonReply,
  PylonError,
  type Route,
  userOf,
} from '@pylon/core'
import type { NewApiKey } from '../api-keys.ts'
import type { ApiKeyFlowParts } from './api-key-flow.ts'
import { issuedKeySchema, toWireIssued } from './wire.ts'

/** `POST /api-keys`: the only answer, besides a rotation's, that holds the key. */
export function createRoute({ apiKeys, clock, onEvent }: ApiKeyFlowParts): Route {
  return {
    method: 'POST',
    path: '/api-keys',
    auth: 'fresh',
    doc: {
      summary: 'Makes an API key; it is shown once',
      body: {
        type: 'object',
        properties: {
          name: { type: ['string', 'null'], maxLength: 100 },
          scopes: { type: ['array', 'null'], items: { type: 'string', maxLength: 100 }, maxItems: 100 },
          expires_at: { type: ['integer', 'null'], description: 'unix seconds; 0 = never' },
        },
      },
      answers: { 201: issuedKeySchema },
      errors: { 400: ['TOO_MANY_API_KEYS'] },
    },
    async handle(ctx) {
      const wanted = parseNewKey(await ctx.json(), clock())
      const { userId } = userOf(await ctx.auth())

      const issued = await apiKeys.create({ userId, ...wanted })
      if (issued === null) throw authRequired() // deleted or banned meanwhile
      if (issued === 'full') throw tooManyKeys()

      const { record } = issued
      await onEvent(
        eventFrom(ctx, clock(), 'api_key.created', userId, { api_key_id: record.id, scopes: record.scopes }),
      )
      return jsonReply(201, toWireIssued(issued))
    },
  }
}

function parseNewKey(body: JsonObject, now: number): Omit<NewApiKey, 'userId'> {
  const fields = new FieldReader(body)
  const name = fields.optionalString('name', { maxLength: 100, allowControlCharacters: false })
  const scopes = fields.optionalStrings('scopes', { maxItems: 100, maxLength: 100, form: /^[\w.:*/-]+$/ })
  const expiresAt = fields.optionalInteger('expires_at', { min: 0, max: 253_402_300_799 })
  fields.check()
  if (expiresAt !== null && expiresAt !== 0 && expiresAt <= now) {
    throw invalidRequest([{ path: 'expires_at', message: 'must lie in the future, or be 0 for never' }])
  }
  return { name, scopes, expiresAt }
}

const tooManyKeys = (): PylonError =>
  new PylonError('TOO_MANY_API_KEYS', 400, 'You have as many API keys as you may; revoke one first')
