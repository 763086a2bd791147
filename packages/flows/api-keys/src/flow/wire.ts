import { type ApiKey, type JsonObject, objectSchema, PylonError } from '@pylon/core'
import type { IssuedApiKey } from '../api-keys.ts'

/** A key as its owner may see it again: without its secret. */
export const toWireKey = (key: ApiKey): Readonly<Record<string, unknown>> => ({
  ...membersOf(key),
  last_used_at: key.lastUsedAt,
})

/** A key as its owner sees it once. */
export const toWireIssued = ({ key, record }: IssuedApiKey): Readonly<Record<string, unknown>> => ({
  ...membersOf(record),
  key,
})

const membersOf = (key: ApiKey): Readonly<Record<string, unknown>> => ({
  id: key.id,
  prefix: key.prefix,
  name: key.name,
  scopes: key.scopes,
  expires_at: key.expiresAt,
  created_at: key.createdAt,
})

const time: JsonObject = { type: 'integer', description: 'unix seconds; 0 = never' }

const members: JsonObject = {
  id: { type: 'string' },
  prefix: { type: 'string', description: 'first characters of the key' },
  name: { type: ['string', 'null'] },
  scopes: { type: ['array', 'null'], items: { type: 'string' } },
  expires_at: time,
  created_at: time,
}

export const keySchema: JsonObject = objectSchema({ ...members, last_used_at: { type: ['integer', 'null'] } })

export const issuedKeySchema: JsonObject = objectSchema({
  ...members,
  key: { type: 'string', description: 'shown once' },
})

export const apiKeyNotFound = (): PylonError => new PylonError('API_KEY_NOT_FOUND', 404, 'You have no such API key')
