export { type SqliteStoresOptions, sqliteStores } from './sqlite-stores.ts'
