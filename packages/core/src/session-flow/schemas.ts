import type { JsonObject } from '../json.ts'

/** JSON Schemas of what the session routes answer, for `/openapi.json`. */

const text: JsonObject = { type: 'string' }
const textOrNull: JsonObject = { type: ['string', 'null'] }
const time: JsonObject = { type: 'integer', description: 'unix seconds' }
const flag: JsonObject = { type: 'boolean' }
const texts: JsonObject = { type: 'array', items: text }

/** An object whose members are all required. */
export const objectSchema = (properties: JsonObject): JsonObject => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
})

export const meSchema: JsonObject = objectSchema({
  user_id: textOrNull,
  is_admin: flag,
  is_guest: flag,
  roles: texts,
  tenant_id: textOrNull,
  session_id: textOrNull,
  api_key_id: textOrNull,
  scopes: { type: ['array', 'null'], items: text },
  amr: texts,
})

export const userSchema: JsonObject = {
  ...objectSchema({ id: text, email: text, display_name: textOrNull, email_verified: flag, created_at: time }),
  type: ['object', 'null'],
}

export const grantSchema: JsonObject = objectSchema({
  token: text,
  user_id: text,
  expires_at: { ...time, description: 'unix seconds; 0 = never' },
})

export const challengeSchema: JsonObject = objectSchema({
  challenge: text,
  pending: { enum: ['second_factor', 'email_verification'] },
  methods: texts,
  expires_at: time,
})

/** What a sign-in answers. */
export const signInSchema: JsonObject = { oneOf: [grantSchema, challengeSchema] }

const sessionMembers: JsonObject = {
  id: text,
  token_prefix: text,
  user_id: text,
  device: textOrNull,
  ip: textOrNull,
  created_at: time,
  last_used_at: time,
  expires_at: time,
}

/** A session as the admin sees it. */
export const sessionSchema: JsonObject = objectSchema(sessionMembers)

export const sessionListSchema: JsonObject = {
  type: 'array',
  items: objectSchema({ ...sessionMembers, current: flag }),
}
