export { type PostgresStores, type PostgresStoresOptions, postgresStores } from './postgres-stores.ts'
export { type PostgresRevocationChannelOptions, postgresRevocationChannel } from './revocation-channel.ts'
export { type AuthClient, withAuth } from './with-auth.ts'
