import { type JsonObject, objectSchema } from '@pylon/core'

const text: JsonObject = { type: 'string' }
const textOrNull: JsonObject = { type: ['string', 'null'] }

const members = objectSchema({
  id: text,
  at: { type: 'integer', description: 'unix seconds' },
  actor: objectSchema({
    user_id: textOrNull,
    session_id: textOrNull,
    api_key_id: textOrNull,
    admin: { type: 'boolean' },
  }),
  action: text,
  resource: objectSchema({ type: text, id: textOrNull }),
  outcome: { enum: ['success', 'failure'] },
  meta: { type: 'object' },
  ip: textOrNull,
  user_agent: textOrNull,
  request_id: textOrNull,
  tenant_id: textOrNull,
  prev_hash: text,
  hash: { type: 'string', description: 'SHA-256 of the entry as it is stored, `prev_hash` included' },
})

export const entrySchema: JsonObject = {
  ...members,
  properties: { ...(members.properties as JsonObject), reason: text }, // objectSchema makes an object of them
}
