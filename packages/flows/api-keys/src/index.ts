export { type ApiKeys, type ApiKeysOptions, createApiKeys, type IssuedApiKey, type NewApiKey } from './api-keys.ts'
export { type CreatedKey, createKey, type PresentedKey, parseKey } from './key-form.ts'
