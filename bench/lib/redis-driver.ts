import { createRequire } from 'node:module'
import type { Redis } from '../../packages/stores/redis/node_modules/ioredis/built/index.js'

const require = createRequire(new URL('../../packages/stores/redis/package.json', import.meta.url))

/** The driver alone, for what is measured without Pylon; the very one that `@pylon/store-redis` uses, set up alike. */
export function openRedis(url: string): Redis {
  const ioredis: typeof import('../../packages/stores/redis/node_modules/ioredis/built/index.js') = require('ioredis')
  return new ioredis.Redis(url, { maxRetriesPerRequest: 0, autoResendUnfulfilledCommands: false, socketTimeout: 1_000 })
}

export type { Redis }
