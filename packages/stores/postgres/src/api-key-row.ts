import type { ApiKey } from '@pylon/core'
import { type TextListReader, toColumn } from './text-list.ts'

/** The columns of an `ApiKeyRow`. */
export const apiKeyColumns = `id, user_id, name, prefix, secret_hash, previous_hash, previous_expires_at, scopes,
  created_at, last_used_at, expires_at`

export type ApiKeyRow = [
  id: string,
  userId: string,
  name: string | null,
  prefix: string,
  secretHash: string,
  previousHash: string | null,
  previousExpiresAt: number,
  scopes: string | null,
  createdAt: number,
  lastUsedAt: number | null,
  expiresAt: number,
]

export const toApiKeyRow = (key: ApiKey): ApiKeyRow => [
  key.id,
  key.userId,
  key.name,
  key.prefix,
  key.secretHash,
  key.previousHash,
  key.previousExpiresAt,
  key.scopes === null ? null : toColumn(key.scopes),
  key.createdAt,
  key.lastUsedAt,
  key.expiresAt,
]

export const toApiKey = (row: ApiKeyRow, readList: TextListReader): ApiKey => ({
  id: row[0],
  userId: row[1],
  name: row[2],
  prefix: row[3],
  secretHash: row[4],
  previousHash: row[5],
  previousExpiresAt: row[6],
  scopes: row[7] === null ? null : readList(row[7]),
  createdAt: row[8],
  lastUsedAt: row[9],
  expiresAt: row[10],
})
