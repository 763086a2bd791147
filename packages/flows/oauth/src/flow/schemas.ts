import { type JsonObject, objectSchema } from '@pylon/core'

const text: JsonObject = { type: 'string' }
const textOrNull: JsonObject = { type: ['string', 'null'] }
const url: JsonObject = { type: 'string', format: 'uri' }
const time: JsonObject = { type: 'integer', description: 'unix seconds' }

export const providersSchema: JsonObject = {
  type: 'array',
  items: objectSchema({ provider: text, name: text, auth_url: url }),
}

/** Where to send the browser, and what it will bring back. */
export const beginningSchema: JsonObject = objectSchema({ redirect: url, state: text })

export const accountsSchema: JsonObject = {
  type: 'array',
  items: objectSchema({
    provider: text,
    provider_account_id: text,
    email: textOrNull,
    scope: textOrNull,
    created_at: time,
  }),
}

export const accessTokenSchema: JsonObject = objectSchema({
  access_token: text,
  expires_at: { ...time, description: 'unix seconds; 0 = never, or not said' },
  scope: textOrNull,
  provider: text,
})
