import { type JsonObject, objectSchema } from '@pylon/core'

const text: JsonObject = { type: 'string' }
const textOrNull: JsonObject = { type: ['string', 'null'] }
const time: JsonObject = { type: 'integer', description: 'unix seconds' }

export const adminUserSchema: JsonObject = objectSchema({
  id: text,
  email: text,
  display_name: textOrNull,
  email_verified: { type: 'boolean' },
  roles: { type: 'array', items: text },
  banned: { type: 'boolean' },
  created_at: time,
  updated_at: time,
})

export const deletedSchema: JsonObject = objectSchema({
  deleted: { const: true },
  revoked_sessions: { type: 'integer' },
})
