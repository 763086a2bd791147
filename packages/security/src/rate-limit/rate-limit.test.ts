import { ConfigError, type LimitStore, storeUnavailable } from '@pylon/core'
import { describe, expect, it } from 'vitest'
import { limitedApp, type Sent, send, statuses, times } from '../../test/limited-app.ts'
import { memoryLimits } from './memory-limits.ts'
import { type RateLimitOptions, rateLimit } from './rate-limit.ts'

describe('over the limit', () => {
  it('refuses with 429 RATE_LIMITED and says when to come again', async () => {
    const app = limitedApp([rateLimit({ maxRequests: 2, windowSecs: 10 })])
    expect(await statuses(app, times(2))).toEqual([200, 200])
    const response = await send(app)
    expect(response.status).toBe(429)
    const { error } = (await response.json()) as { error: { code: string; retry_after_secs: number } }
    expect(error.code).toBe('RATE_LIMITED')
    expect(error.retry_after_secs).toBe(10)
    expect(response.headers.get('retry-after')).toBe(String(error.retry_after_secs))
    expect(response.headers.get('ratelimit')).toBe('limit=2, remaining=0, reset=10')
    expect(response.headers.get('ratelimit-policy')).toBe('2;w=10')
  })

  it('`Retry-After` and `reset` are a second at least, and the window at most', async () => {
    for (const [resetSecs, expected] of [
      [-0.001, '1'],
      [0.001, '1'],
      [86_400.01, '86400'],
      [1.2, '2'],
    ] as const) {
      const limits = { admit: async () => ({ isAdmitted: false, remaining: 0, resetSecs }), sweep: async () => 0 }
      const response = await send(limitedApp([rateLimit({ limits, windowSecs: 86_400 })]))
      expect(response.headers.get('retry-after')).toBe(expected)
      expect(response.headers.get('ratelimit')).toBe(`limit=60, remaining=0, reset=${expected}`)
    }
  })

  it('of 200 requests at once exactly `maxRequests` pass', async () => {
    const app = limitedApp([rateLimit({ maxRequests: 100 })])
    const responses = await Promise.all(times(200).map(request => send(app, request)))
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(100)
  })

  it('requests to no route count as well', async () => {
    const app = limitedApp([rateLimit({ maxRequests: 2 })])
    expect(await statuses(app, times(3, { path: '/nothing' }))).toEqual([404, 404, 429])
  })
})

describe('which requests count', () => {
  const counted = async (options: RateLimitOptions, requests: readonly Sent[]) =>
    (await statuses(limitedApp([rateLimit({ maxRequests: 1, ...options })]), requests)).filter(it => it === 429).length

  it('those of one path alone', async () => {
    const requests = [...times(3), ...times(3, { method: 'POST', path: '/write' })]
    expect(await counted({ route: '/write' }, requests)).toBe(2)
    expect(await counted({ route: '/writ' }, requests)).toBe(0)
  })

  it('those below a prefix', async () => {
    const requests = ['/codes/send', '/codes/verify', '/write', '/codes', '/codes/nothing'].map(path => ({
      method: 'POST',
      path,
    }))
    expect(await counted({ route: '/codes/*' }, requests)).toBe(2)
  })

  it('those of a route with a parameter, whatever stands in its place', async () => {
    const requests = [{ path: '/things/1' }, { path: '/things/2' }, { path: '/read' }]
    expect(await counted({ route: '/things/:id' }, requests)).toBe(1)
    expect(await counted({ route: '/things/1' }, requests)).toBe(0)
  })

  it('those with a method, HEAD as GET', async () => {
    const requests = [{ method: 'POST', path: '/write' }, {}, { method: 'HEAD' }, { method: 'POST', path: '/write' }]
    expect(await counted({ methods: ['GET'] }, requests)).toBe(1)
    expect(await counted({ methods: ['HEAD'] }, requests)).toBe(1)
    expect(await counted({ methods: ['POST', 'PUT'] }, requests)).toBe(1)
    expect(await counted({ methods: ['DELETE'] }, requests)).toBe(0)
  })

  it('no preflights; but any other OPTIONS', async () => {
    const preflight = { method: 'OPTIONS', headers: { 'Access-Control-Request-Method': 'POST' } }
    expect(await counted({}, times(3, preflight))).toBe(0)
    expect(await counted({}, times(3, { method: 'OPTIONS' }))).toBe(2)
  })
})

describe('the address', () => {
  const countedTogether = async (ips: readonly string[], options: RateLimitOptions = {}): Promise<boolean> => {
    const app = limitedApp([rateLimit({ maxRequests: 1, ...options })])
    const [first, ...others] = await statuses(
      app,
      ips.map(ip => ({ ip })),
    )
    expect(first).toBe(200)
    return others.every(status => status === 429)
  }

  it('is one in every spelling, and IPv6 by its /64', async () => {
    const [one, other] = ['2001:db8:0:1::1', '2001:db8:0:2::1']
    expect(await countedTogether([one, '2001:DB8:0:1:0:0:0:1', '2001:0db8:0000:0001::0.0.0.1'])).toBe(true)
    expect(await countedTogether([one, '2001:db8:0:1:ffff::2', '2001:db8:0:1::dead:beef'])).toBe(true)
    expect(await countedTogether([one, other])).toBe(false)
    expect(await countedTogether([one, other], { ipv6Prefix: 48 })).toBe(true)
    expect(await countedTogether(['203.0.113.7', '::ffff:203.0.113.7', '::FFFF:cb00:7107'])).toBe(true)
    expect(await countedTogether(['203.0.113.7', '203.0.113.8'])).toBe(false)
  })

  it('that is missing counts as one', async () => {
    expect(await countedTogether(['', '', ''])).toBe(true)
  })

  it('is not what the client says it is', async () => {
    const app = limitedApp([rateLimit({ maxRequests: 2 })])
    const spoofed = ['198.51.100.1', '198.51.100.2', '198.51.100.3'].map(address => ({
      headers: { 'X-Forwarded-For': `${address}, 203.0.113.7`, Forwarded: `for=${address}`, 'X-Real-IP': address },
    }))
    expect(await statuses(app, spoofed)).toEqual([200, 200, 429])
  })
})

describe('several limits', () => {
  it('with different settings on one store count apart, those of two servers with the same ones together', async () => {
    const limits = memoryLimits()
    const plugins = () => [
      rateLimit({ maxRequests: 3, limits }),
      rateLimit({ maxRequests: 2, limits, route: '/write' }),
      rateLimit({ maxRequests: 2, limits, route: '/read' }),
      rateLimit({ maxRequests: 2, limits, route: '/read', methods: ['GET'] }),
      rateLimit({ maxRequests: 2, limits, route: '/read', windowSecs: 61 }),
      rateLimit({ maxRequests: 2, limits, route: '/read', scope: 'user' }),
      rateLimit({ maxRequests: 2, limits, route: '/read', ipv6Prefix: 48 }),
    ]
    const [one, other] = [limitedApp(plugins()), limitedApp(plugins())]
    const write = { method: 'POST', path: '/write' }
    expect(await statuses(one, [write, {}])).toEqual([200, 200])
    expect(await statuses(other, [{}, {}])).toEqual([200, 429])
    expect(await statuses(one, times(1))).toEqual([429])
  })

  it('with names of their own count apart', async () => {
    const limits = memoryLimits()
    const app = limitedApp(['one', 'other'].map(name => rateLimit({ maxRequests: 2, limits, name })))
    expect(await statuses(app, times(3))).toEqual([200, 200, 429])
  })
})

describe('a store that is away', () => {
  const cause = new Error('connection refused')
  const away: LimitStore = { admit: () => Promise.reject(storeUnavailable(cause)), sweep: async () => 0 }
  const broken: LimitStore = { admit: () => Promise.reject(new Error('a driver says secret')), sweep: async () => 0 }

  it.each([away, broken])('allow: the request passes without headers, and it is told', async limits => {
    const told: unknown[] = []
    const app = limitedApp([rateLimit({ limits, onError: error => told.push(error) })])
    const response = await send(app)
    expect(response.status).toBe(200)
    expect([...response.headers.keys()].filter(name => name.includes('ratelimit'))).toEqual([])
    expect(told).toHaveLength(1)
  })

  it.each([away, broken])('deny: the request is refused with 503 STORE_UNAVAILABLE, and it is told', async limits => {
    const told: unknown[] = []
    const app = limitedApp([rateLimit({ limits, onStoreError: 'deny', onError: error => told.push(error) })])
    const response = await send(app)
    expect(response.status).toBe(503)
    const text = await response.text()
    expect(text).toContain('STORE_UNAVAILABLE')
    expect(text).not.toContain('secret')
    expect(told).toHaveLength(1)
  })
})

it('names everything that is wrong with the options at once', () => {
  const wrong = {
    maxRequests: 0,
    windowSecs: 1.5,
    scope: 'nobody' as 'ip', // what a manifest may hold
    route: 'login',
    methods: ['get'],
    ipv6Prefix: 129,
    onStoreError: 'maybe' as 'allow', // as above
    headers: 'draft-6' as 'off', // as above
    name: 'a "name"',
  }
  const problems = (): readonly string[] => {
    try {
      rateLimit(wrong)
    } catch (error) {
      return (error as ConfigError).problems
    }
    return []
  }
  expect(problems().map(problem => problem.split(':', 1)[0])).toEqual(Object.keys(wrong))
})

it.each<RateLimitOptions>([
  { maxRequests: Number.NaN },
  { maxRequests: 1_000_001 },
  { windowSecs: 86_401 },
  { route: '' },
  { route: '/a*b' },
  { route: '/\r\nSet-Cookie: a=b' },
  { route: '/grüße' },
  { methods: [] },
  { name: '' },
  { name: 'grüße' },
  { name: 'a\nb' },
])('refuses %j', options => {
  expect(() => rateLimit(options)).toThrow(ConfigError)
})
