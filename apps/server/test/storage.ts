import { sharedServices } from '@pylon/test-services'
import { Redis } from 'ioredis'
import pg from 'pg'
import type { Env } from './process.ts'

/** Where reference servers may keep their stores; what a client sees is the same on each. */
const storages = {
  sqlite: async (): Promise<Env> => ({}),
  postgres: newDatabase,
  'redis-and-postgres': async (): Promise<Env> => ({
    ...(await newDatabase()),
    PYLON_REDIS_URL: await newRedisDatabase(),
  }),
}

export type StorageName = keyof typeof storages

/** Settings for servers that share one new, empty place: SQLite, or what the test run names. */
export function newStorage(name: string = process.env.PYLON_TEST_STORAGE ?? 'sqlite'): Promise<Env> {
  return storages[name as StorageName]()
}

const secret = 'secret-of-at-least-32-characters-for-tests'
let databases = 0

async function newDatabase(): Promise<Env> {
  const url = new URL(sharedServices().postgresUrl)
  databases += 1
  const name = `pylon_${process.pid}_${databases}`
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  url.pathname = `/${name}`
  return { PYLON_STORE: url.href, PYLON_SECRET: secret }
}

/** The shared Redis has 16 databases: number 0 is for tests with a prefix of their own, the others are lent in turn. */
async function newRedisDatabase(): Promise<string> {
  const url = new URL(sharedServices().redisUrl)
  const client = new Redis(url.href)
  const database = 1 + ((await client.incr('databases lent')) % 15)
  await client.select(database)
  await client.flushdb()
  client.disconnect()
  url.pathname = `/${database}`
  return url.href
}
