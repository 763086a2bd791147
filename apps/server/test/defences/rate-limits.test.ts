import { startRedis } from '@pylon/test-services'
import { expect, it } from 'vitest'
import { clientOf } from '../client.ts'
import { writeManifest } from '../manifest.ts'
import { newFolder, startProcess } from '../process.ts'

/** Every address has limits of its own; the proxy that names it stands on this machine. */
const from = (ip: string): Record<string, string> => ({ 'X-Forwarded-For': ip })
const behindProxy = { PYLON_TRUSTED_PROXIES: '127.0.0.1' }

const defaults: readonly (readonly [path: string, limit: number])[] = [
  ['/password/login', 10],
  ['/password/register', 5],
  ['/magic/send', 5],
  ['/magic-link/send', 5],
  ['/password/reset/request', 5],
  ['/magic/verify', 10],
  ['/magic-link/verify', 10],
  ['/email/verify', 10],
  ['/totp/login', 10],
]

it('limits one address by default, the ways in more than the rest, and tells the tightest limit', async () => {
  const server = await startProcess({ ...behindProxy, PYLON_CONFIG: '' })
  const call = clientOf(server.url)
  expect((await call('GET', '/me', { headers: from('198.51.100.1') })).headers.get('ratelimit-policy')).toBe('600;w=60')
  for (const [at, [path, limit]] of defaults.entries()) {
    const headers = from(`2001:db8:0:${at}::1`)
    const codes = []
    for (let nth = 0; nth < limit; nth++) codes.push((await call('POST', path, { body: {}, headers })).code)
    expect(codes, path).not.toContain('RATE_LIMITED')
    const refused = await call('POST', path, { body: {}, headers: from(`2001:db8:0:${at}:ffff::2`) }) // of the same /64
    expect(refused, path).toMatchObject({ status: 429, code: 'RATE_LIMITED' })
    expect(refused.headers.get('ratelimit-policy'), path).toBe(`${limit};w=60`)
    expect((await call('POST', path, { body: {}, headers: from(`2001:db8:1:${at}::1`) })).code).not.toBe('RATE_LIMITED')
  }
  await server.stop()
})

it('counts together with the other server on one Redis, and does as it was told when Redis is away', async () => {
  const redis = await startRedis()
  const folder = newFolder()
  const config = { max_requests: 20, methods: ['GET'] }
  writeManifest(folder, [
    { name: 'rate_limit', config: { ...config, route: '/api/auth/me' } },
    { name: 'rate_limit', config: { ...config, route: '/api/auth/providers', on_store_error: 'deny' } },
  ])
  const env = { PYLON_REDIS_URL: redis.url, PYLON_DEV_MODE: '1' }
  const servers = await Promise.all([startProcess(env, folder), startProcess(env, folder)])
  const [first, second] = servers.map(server => clientOf(server.url))
  if (first === undefined || second === undefined) throw new Error('two were started')
  const answers = await Promise.all(Array.from({ length: 60 }, (_, at) => (at % 2 ? first : second)('GET', '/me')))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(20)
  expect(answers.filter(({ code }) => code === 'RATE_LIMITED')).toHaveLength(40)

  await redis.stop()
  await expect.poll(async () => (await first('GET', '/me')).status).toBe(200)
  expect((await first('GET', '/providers')).code).toBe('STORE_UNAVAILABLE')
  const metrics = await fetch(`${servers[0]?.url}/metrics`)
  expect(await metrics.text()).toMatch(/pylon_plugin_errors_total\{plugin="rate_limit"\} [1-9]/)
  expect(servers[0]?.stderr()).toContain('a request could not be counted')
  await Promise.all(servers.map(server => server.stop()))
})
