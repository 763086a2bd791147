import { startRedis } from '@pylon/test-services'
import { expect, it, onTestFinished } from 'vitest'
import { clientOf } from '../client.ts'
import { failToStart, startProcess } from '../process.ts'
import { cheapHashesIn } from './cheap-hashes.ts'

const adminToken = 'operator-token-of-at-least-32-characters'
const boundSecs = 3

it('answers a cached session while Redis is away, and not past the bound, which the metrics show', async () => {
  const redis = await startRedis()
  onTestFinished(() => redis.stop())
  const server = await startProcess(
    {
      PYLON_REDIS_URL: redis.url,
      PYLON_SESSION_CACHE_SECS: String(boundSecs),
      PYLON_ADMIN_TOKEN: adminToken,
      PYLON_LOG: 'error',
    },
    cheapHashesIn(),
  )
  const call = clientOf(server.url)
  const metrics = async (): Promise<string> =>
    (await fetch(`${server.url}/metrics`, { headers: { Authorization: `Bearer ${adminToken}` } })).text()
  const { token, user_id } = (await call('POST', '/guest')).body
  const me = () => call('GET', '/me', { bearer: token })
  const notCached = (await call('POST', '/guest')).body.token

  await expect.poll(metrics).toContain('pylon_session_cache_channel_up 1')
  expect(await metrics()).toContain(`pylon_session_cache_bound_seconds ${boundSecs}`)
  const readAt = performance.now()
  expect((await me()).body.user_id).toBe(user_id)
  await redis.kill()
  expect((await me()).body.user_id).toBe(user_id)
  expect((await call('GET', '/me', { bearer: notCached })).code).toBe('STORE_UNAVAILABLE')

  let lastAnsweredAt = performance.now()
  for (let answer = await me(); answer.status === 200; answer = await me()) lastAnsweredAt = performance.now()
  expect(lastAnsweredAt - readAt).toBeGreaterThan(boundSecs * 1_000 - 500)
  expect(lastAnsweredAt - readAt).toBeLessThan(boundSecs * 1_000 + 500)
  expect((await me()).code).toBe('STORE_UNAVAILABLE')
  await expect.poll(metrics, { timeout: 5_000 }).toContain('pylon_session_cache_channel_up 0')
  expect(await metrics()).toContain('pylon_sessions Nan')
  await server.stop()
})

it('waits 10 s for a server that is not there, then exits with 1 and says which setting names it', async () => {
  const env = { PYLON_SECRET: 'x'.repeat(32) }
  const [postgres, redis] = await Promise.all([
    failToStart({ ...env, PYLON_STORE: 'postgres://pylon:hunter2@127.0.0.1:9/pylon' }),
    failToStart({ ...env, PYLON_STORE: 'memory:', PYLON_REDIS_URL: 'redis://:hunter2@127.0.0.1:9' }),
  ])
  expect([postgres.code, redis.code]).toEqual([1, 1])
  expect(postgres.stderr).toContain('pylon: PYLON_STORE: the server cannot be reached, tried for 10 s')
  expect(redis.stderr).toContain('pylon: PYLON_REDIS_URL: the server cannot be reached, tried for 10 s')
  expect(postgres.stderr + redis.stderr).not.toContain('hunter2')
})

it('exits at once where waiting is no use: a wrong password', async () => {
  const redis = await startRedis(['--requirepass', 'right'])
  onTestFinished(() => redis.stop())
  const { port } = new URL(redis.url)
  const exit = await failToStart({ PYLON_STORE: 'memory:', PYLON_REDIS_URL: `redis://:hunter2@127.0.0.1:${port}` })
  expect(exit.code).toBe(1)
  expect(exit.stderr).toMatch(/^pylon: PYLON_REDIS_URL: .*WRONGPASS/m)
  expect(exit.stderr).not.toContain('hunter2')
})
