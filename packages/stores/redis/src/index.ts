export type { RedisTarget } from './client.ts'
export { type RedisStores, type RedisStoresOptions, redisStores } from './redis-stores.ts'
export { type RedisRevocationChannelOptions, redisRevocationChannel } from './revocation-channel.ts'
