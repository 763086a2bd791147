import { inspect } from 'node:util'
import { startRedis } from '@pylon/test-services'
import { testTime as now, testSession } from '@pylon/testkit'
import { Cluster, Redis } from 'ioredis'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openClient } from '../test/cut-client.ts'
import { prefixOf, targets, urlOf } from '../test/targets.ts'
import { parseAddresses } from './addresses.ts'
import { type RedisStoresOptions, redisStores } from './redis-stores.ts'

/** What is thrown, with everything that a log could show of it. */
async function thrown(run: () => unknown): Promise<string> {
  try {
    await run()
  } catch (error) {
    return inspect(error, { depth: 10, showHidden: true })
  }
  return ''
}

describe('a URL', () => {
  it.each([
    '',
    'localhost:6379',
    'http://:s3cret@localhost',
    'redis://',
    'redis://:s3cret@localhost/x',
    'redis://:s3cret@localhost/0?tls=false',
    'redis://:%zzs3cret@localhost',
    'redis://:s3cret@a,redis://:s3creT@b',
    'redis://:s3cret@a,rediss://:s3cret@b',
    'redis://:s3cret@a/1,redis://:s3cret@b/1',
    'redis://:s3cret@a,',
    'redis://:s3cret@host with spaces',
  ])('%s is refused, without showing the password', async url => {
    const text = await thrown(() => redisStores(url))
    expect(text).toMatch(/^ConfigError: target: /)
    expect(text).not.toMatch(/s3cret/i)
  })

  it('says where, as whom and whether encrypted', () => {
    const address = { host: '::1', port: 7000, username: 'ada', password: 'a,b@', database: 3, isEncrypted: true }
    expect(parseAddresses('rediss://ada:a%2Cb%40@[::1]:7000/3')).toEqual([address])
    expect(parseAddresses('redis://a, redis://b:7001').map(({ host, port }) => `${host}:${port}`)).toEqual([
      'a:6379',
      'b:7001',
    ])
  })
})

it('a wrong password is 503 and appears nowhere in the error', async () => {
  const redis = await startRedis(['--requirepass', 'right'])
  onTestFinished(() => redis.stop())
  const stores = redisStores(redis.url.replace('redis://', 'redis://:s3cret@'))
  onTestFinished(() => stores.close())
  for (let attempt = 0; attempt < 3; attempt++) {
    const text = await thrown(() => stores.sessions.insert(testSession()))
    expect(text).toContain('STORE_UNAVAILABLE')
    expect(text).not.toContain('s3cret')
  }
})

it('a refused write shows nothing of the session in its error', async () => {
  const redis = await startRedis(['--maxmemory', '1'])
  onTestFinished(() => redis.stop())
  const stores = redisStores(redis.url)
  onTestFinished(() => stores.close())
  const session = testSession({ device: 'secret device' })
  const text = await thrown(() => stores.sessions.insert(session))
  expect(text).toContain('OOM')
  expect(text).not.toContain(session.tokenHash)
})

describe('a client', () => {
  it.each(targets)('that is handed in is used, and stays open: %s', async where => {
    const client = await openClient(where)
    onTestFinished(() => client.disconnect())
    const stores = redisStores(client, { keyPrefix: prefixOf(where) })
    const session = testSession()
    await stores.sessions.insert(session)
    expect(await stores.sessions.find(session.tokenHash, now)).toEqual(session)
    await stores.close()
    await stores.close()
    expect(await thrown(() => stores.ping())).toContain('STORE_UNAVAILABLE')
    expect(await client.ping()).toBe('PONG')
  })

  it('that connects later is connected', async () => {
    const client = new Redis(urlOf('single'), { lazyConnect: true, enableOfflineQueue: false })
    onTestFinished(() => client.disconnect())
    expect(await redisStores(client).sessions.find('nothing', now)).toBeNull()
  })

  it.each([
    new Redis({ lazyConnect: true, keyPrefix: 'mine:' }),
    new Redis({ lazyConnect: true, sentinels: [{ host: 'a', port: 1 }], name: 'm', role: 'slave' }),
    new Cluster([{ port: 1 }], { lazyConnect: true, scaleReads: 'slave' }),
    {} as Redis,
    null as unknown as Redis,
  ])('that would make an answer wrong is refused: %#', async client => {
    expect(await thrown(() => redisStores(client))).toMatch(/^ConfigError: target: /)
  })
})

it.each<RedisStoresOptions>([
  { keyPrefix: '' },
  { keyPrefix: 'shop{1}:' },
  { keyPrefix: 'a b' },
  { timeoutSecs: 0 },
  { timeoutSecs: Number.NaN },
  { maxWaiting: 0 },
  { maxWaiting: 1.5 },
])('refuses the options %o', options => {
  expect(() => redisStores('redis://127.0.0.1:1', options)).toThrow('expected')
})
