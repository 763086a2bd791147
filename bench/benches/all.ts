import type { Bench } from '../lib/row.ts'
import { apiKey } from './api-key.ts'
import { argon2 } from './argon2.ts'
import { audit } from './audit.ts'
import { counters } from './counters.ts'
import { growth } from './growth.ts'
import { importing } from './import.ts'
import { jwt } from './jwt.ts'
import { limiter } from './limiter.ts'
import { magicSend } from './magic-send.ts'
import { meCached } from './me-cached.ts'
import { meDefended } from './me-defended.ts'
import { meMemory } from './me-memory.ts'
import { mePostgres } from './me-postgres.ts'
import { meRedis } from './me-redis.ts'
import { meSqlite } from './me-sqlite.ts'
import { million } from './million.ts'
import { netGuard } from './net-guard.ts'
import { redisMemory } from './redis-memory.ts'
import { resolve } from './resolve.ts'
import { signIn } from './sign-in.ts'
import { sweep } from './sweep.ts'

export const benches: readonly Bench[] = [
  ...[meMemory, meDefended, meSqlite, meRedis, mePostgres, meCached],
  ...[
    resolve,
    jwt,
    apiKey,
    magicSend,
    netGuard,
    counters,
    limiter,
    signIn,
    audit,
    argon2,
    million,
    redisMemory,
    sweep,
    importing,
    growth,
  ],
]
