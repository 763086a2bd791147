import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { type PostgresService, type RedisService, startPostgres, startRedis, startTcpProxy } from '@pylon/test-services'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Call, clientOf } from '../client.ts'
import { type Env, type ServerProcess, startProcess } from '../process.ts'
import { cheapHashesIn } from './cheap-hashes.ts'
import { errandsOf, startCrowd } from './crowd.ts'

const secret = 'secret-of-at-least-32-characters-for-tests'
const account = { email: 'ada@example.com', password: 'correct horse battery' }
const clients = 60

/** The promise is one second. */
const mostMs = 1_000

let postgres: PostgresService
let redis: RedisService
let towards: Record<'postgres' | 'redis', Awaited<ReturnType<typeof startTcpProxy>>>
let settings: Record<string, Env>

beforeAll(async () => {
  postgres = await startPostgres({ isDurable: true })
  redis = await startRedis(['--appendonly', 'yes'])
  towards = { postgres: await startTcpProxy(postgres.port), redis: await startTcpProxy(redis.port) }
  const onPostgres = { PYLON_STORE: withPort(postgres.url, towards.postgres.port), PYLON_SECRET: secret }
  settings = {
    PostgreSQL: onPostgres,
    'Redis and PostgreSQL': { ...onPostgres, PYLON_REDIS_URL: withPort(redis.url, towards.redis.port) },
  }
})

afterAll(async () => {
  await Promise.all([towards.postgres.stop(), towards.redis.stop(), postgres.stop(), redis.stop()])
})

const faults: readonly {
  readonly name: string
  readonly storage: string
  begin(): void | Promise<void>
  end(): void | Promise<void>
}[] = [
  {
    name: 'PostgreSQL is paused',
    storage: 'PostgreSQL',
    begin: () => postgres.pause(),
    end: () => postgres.resume(),
  },
  {
    name: 'PostgreSQL is killed and started again',
    storage: 'PostgreSQL',
    begin: () => postgres.kill(),
    end: () => postgres.restart(),
  },
  {
    name: 'the way to PostgreSQL is frozen',
    storage: 'PostgreSQL',
    begin: () => towards.postgres.freeze(),
    end: () => towards.postgres.heal(),
  },
  {
    name: 'the way to PostgreSQL takes 3 seconds',
    storage: 'PostgreSQL',
    begin: () => towards.postgres.delay(3_000),
    end: () => towards.postgres.delay(0),
  },
  {
    name: 'connections to PostgreSQL break and are refused',
    storage: 'PostgreSQL',
    begin: () => towards.postgres.cut(),
    end: () => towards.postgres.heal(),
  },
  {
    name: 'Redis is paused',
    storage: 'Redis and PostgreSQL',
    begin: () => redis.pause(),
    end: () => redis.resume(),
  },
  {
    name: 'Redis is killed and started again',
    storage: 'Redis and PostgreSQL',
    begin: () => redis.kill(),
    end: () => redis.restart(),
  },
  {
    name: 'the way to Redis is frozen',
    storage: 'Redis and PostgreSQL',
    begin: () => towards.redis.freeze(),
    end: () => towards.redis.heal(),
  },
  {
    name: 'the way to Redis takes 3 seconds',
    storage: 'Redis and PostgreSQL',
    begin: () => towards.redis.delay(3_000),
    end: () => towards.redis.delay(0),
  },
  {
    name: 'PostgreSQL is paused and Redis is not',
    storage: 'Redis and PostgreSQL',
    begin: () => postgres.pause(),
    end: () => postgres.resume(),
  },
]

describe.each(faults)('while $name', ({ storage, begin, end, name }) => {
  let server: ServerProcess
  let call: Call
  let user: { id: string; token: string; account: object }

  beforeAll(async () => {
    server = await startProcess({ ...settings[storage], PYLON_LOG: 'error' }, cheapHashesIn())
    call = clientOf(server.url)
    const body = { ...account, email: `${name.replaceAll(' ', '-')}@example.com` }
    const grant = (await call('POST', '/password/register', { body })).body
    user = { id: grant.user_id, token: grant.token, account: body }
  })
  afterAll(async () => {
    expect(await server.stop()).toBe(0)
  })

  it('answers right or 503 in time, lets nobody in unseen, and serves again within 5 s', async () => {
    const isSessionStoreDown = !name.includes('Redis is not')
    const before = memoryOf(server)
    await begin()
    onTestFinished(end) // the other tests go on with these services, whatever becomes of this one
    const crowd = startCrowd(errandsOf(call, user), clients)
    await pause(3_000) // long enough for work to pile up
    const { outcomes, longestMs } = await crowd.stop()
    const grown = memoryOf(server) - before
    console.log(
      `${name}: ${JSON.stringify(Object.fromEntries(outcomes))}, longest ${Math.round(longestMs)} ms, +${grown} MB`,
    )

    const down = ' 503 STORE_UNAVAILABLE'
    const allowed = ['GET /me:', 'GET /sessions:', 'POST /password/login:'].flatMap(errand => [
      errand + down,
      ...(isSessionStoreDown || errand.includes('login') ? [] : [`${errand} right`]),
    ])
    expect(allowed).toEqual(expect.arrayContaining([...outcomes.keys()]))
    expect(outcomes.get(`POST /password/login:${down}`)).toBeGreaterThan(0)
    expect(longestMs).toBeLessThan(mostMs)
    expect(grown).toBeLessThan(200)

    await end()
    const returnedAt = performance.now()
    const isRight = async (): Promise<boolean> => {
      const answers = await Promise.all(errandsOf(call, user).map(async errand => errand.isRight(await errand.run())))
      return answers.every(Boolean)
    }
    await expect.poll(isRight, { timeout: 20_000 }).toBe(true)
    const backMs = performance.now() - returnedAt
    console.log(`${name}: served again after ${Math.round(backMs)} ms`)
    expect(backMs).toBeLessThan(5_000)
  })
})

it('an emptied Redis signs people out, and nothing else', async () => {
  const server = await startProcess({ ...settings['Redis and PostgreSQL'], PYLON_LOG: 'error' }, cheapHashesIn())
  const call = clientOf(server.url)
  const body = { ...account, email: 'emptied@example.com' }
  const { token, user_id } = (await call('POST', '/password/register', { body })).body
  const direct = new Redis(redis.url)
  await direct.flushall()
  await direct.script('FLUSH')
  direct.disconnect()
  expect((await call('GET', '/me', { bearer: token })).body.user_id).toBeNull()
  expect((await call('POST', '/refresh', { bearer: token })).code).toBe('SESSION_EXPIRED')
  const again = await call('POST', '/password/login', { body })
  expect([again.status, again.body.user_id]).toEqual([200, user_id])
  expect((await call('GET', '/sessions', { bearer: again.body.token })).body).toHaveLength(1)
  await server.stop()
})

it('waits at start for servers that are not there yet, and gives up with their names', async () => {
  await redis.kill()
  await postgres.kill()
  const starting = startProcess({ ...settings['Redis and PostgreSQL'], PYLON_LOG: 'error' }, cheapHashesIn())
  await Promise.all([redis.restart(), postgres.restart()])
  const server = await starting
  expect((await fetch(`${server.url}/ready`)).status).toBe(200)
  await server.stop()
})

function withPort(url: string, port: number): string {
  const changed = new URL(url)
  changed.port = String(port)
  return changed.href
}

/** Resident memory in MB. */
const memoryOf = ({ pid }: ServerProcess): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024)
