import { ConfigError, createApp, jsonReply, type Plugin, PylonError, type Route } from '@pylon/core'
import { describe, expect, it } from 'vitest'
import { type CorsOptions, cors } from './cors.ts'

const app = 'https://app.example.com'

interface Answer {
  readonly status: number
  readonly code: string | undefined
  /** The headers of CORS by their names without `Access-Control-`, and Vary. */
  readonly headers: Readonly<Record<string, string>>
}

type Send = (method: string, origin: string | null, headers?: Record<string, string>, path?: string) => Promise<Answer>

/** How many requests came through to what stands further in. */
interface Seen {
  requests: number
}

function makeApp(options: Partial<CorsOptions> = {}, seen: Seen = { requests: 0 }): Send {
  const answer = (path: string, headers: [string, string][] = []): Route => ({
    ...{ method: 'GET', path, auth: 'anyone' },
    handle: async () => jsonReply(200, {}, headers),
  })
  const limit: Plugin = {
    ...{ name: 'limit', stage: 'address-limit' },
    async handle(ctx, next) {
      seen.requests += 1
      if (ctx.path === '/limited') throw new PylonError('RATE_LIMITED', 429, 'Later')
      return next()
    },
  }
  const broken = async (): Promise<never> => Promise.reject(new Error('broken'))
  const { fetch } = createApp({
    routes: [
      { ...answer('/'), method: 'POST' },
      answer('/'),
      answer('/encoded', [['vary', 'Accept-Encoding']]),
      answer('/twice', [['Vary', 'accept, ORIGIN']]),
      answer('/everybody', [['access-control-allow-origin', '*']]),
      { ...answer('/mine'), auth: 'user' },
      { ...answer('/broken'), handle: broken },
    ],
    plugins: [limit, cors({ allowedOrigins: [app], ...options })],
  })
  return async (method, origin, headers = {}, path = '/') => {
    const own = origin === null ? {} : { Origin: origin }
    const response = await fetch(
      new Request(`https://api.example.com${path}`, { method, headers: { ...own, ...headers } }),
    )
    const text = await response.text()
    return {
      status: response.status,
      code: text === '' ? undefined : JSON.parse(text).error?.code,
      headers: Object.fromEntries(
        [...response.headers]
          .filter(([name]) => name === 'vary' || name.startsWith('access-control-'))
          .map(([name, value]) => [name.replace('access-control-', ''), value]),
      ),
    }
  }
}

const asks = { 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type, x-evil' }
const preflightVary = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers'

describe('a request', () => {
  const exposed = 'X-Request-Id, RateLimit, RateLimit-Policy, Retry-After'

  it('of an allowed origin is answered with that origin and what its scripts may read', async () => {
    expect(await makeApp()('GET', app)).toMatchObject({
      status: 200,
      headers: { 'allow-origin': app, 'expose-headers': exposed, vary: 'Origin' },
    })
  })

  it('of another origin, and of none, gets no CORS header, and still Vary', async () => {
    for (const origin of ['https://evil.example', null]) {
      expect(await makeApp()('POST', origin)).toEqual({ status: 200, code: undefined, headers: { vary: 'Origin' } })
    }
  })

  it.each([
    ['/mine', 401, 'AUTH_REQUIRED'],
    ['/nowhere', 404, 'NOT_FOUND'],
    ['/limited', 429, 'RATE_LIMITED'],
    ['/broken', 500, 'INTERNAL'],
  ])('that fails at %s with %d tells an allowed origin why', async (path, status, code) => {
    expect(await makeApp()('GET', app, {}, path)).toMatchObject({
      ...{ status, code },
      headers: { 'allow-origin': app, vary: 'Origin' },
    })
    expect((await makeApp()('GET', 'https://evil.example', {}, path)).headers).toEqual({ vary: 'Origin' })
  })

  it('keeps what the reply varies by already, in one header', async () => {
    expect((await makeApp()('GET', app, {}, '/encoded')).headers.vary).toBe('Accept-Encoding, Origin')
    expect((await makeApp()('GET', null, {}, '/twice')).headers.vary).toBe('accept, ORIGIN')
  })

  it('leaves a route its own word on who may read it', async () => {
    const send = makeApp()
    expect((await send('GET', app, {}, '/everybody')).headers).toEqual({ 'allow-origin': '*', vary: 'Origin' })
  })

  it('allows credentials only where that was chosen', async () => {
    expect((await makeApp()('GET', app)).headers).not.toHaveProperty('allow-credentials')
    const send = makeApp({ allowCredentials: true })
    expect((await send('GET', app)).headers['allow-credentials']).toBe('true')
    expect((await send('OPTIONS', app, asks)).headers['allow-credentials']).toBe('true')
    expect((await send('GET', 'https://evil.example')).headers).toEqual({ vary: 'Origin' })
  })
})

describe('a preflight', () => {
  it('of an allowed origin is answered with our lists, not with what it asked for', async () => {
    expect(await makeApp()('OPTIONS', app, asks)).toEqual({
      status: 204,
      code: undefined,
      headers: {
        vary: preflightVary,
        'allow-origin': app,
        'allow-methods': 'GET, POST, PUT, PATCH, DELETE',
        'allow-headers': 'Authorization, Content-Type, X-Request-Id, X-CSRF-Token, X-Device-Label',
        'max-age': '86400',
      },
    })
  })

  it('of another origin is refused with 403 CORS_ORIGIN_DENIED, without any CORS header', async () => {
    for (const origin of ['https://evil.example', 'null']) {
      expect(await makeApp()('OPTIONS', origin, asks)).toEqual({
        ...{ status: 403, code: 'CORS_ORIGIN_DENIED', headers: { vary: preflightVary } },
      })
    }
  })

  it('never reaches what stands further in, not even where there is no route', async () => {
    const seen = { requests: 0 }
    const send = makeApp({}, seen)
    expect((await send('OPTIONS', app, asks)).status).toBe(204)
    expect((await send('OPTIONS', app, asks, '/nowhere')).status).toBe(204)
    expect((await send('OPTIONS', app, asks, '/limited')).status).toBe(204)
    expect((await send('OPTIONS', 'https://evil.example', asks)).status).toBe(403)
    expect(seen.requests).toBe(0)
  })

  it('is no other OPTIONS', async () => {
    const seen = { requests: 0 }
    const send = makeApp({}, seen)
    expect(await send('OPTIONS', app)).toMatchObject({ status: 204, headers: { 'allow-origin': app, vary: 'Origin' } })
    expect(await send('OPTIONS', null, asks)).toMatchObject({ status: 204, headers: { vary: 'Origin' } })
    expect(await send('OPTIONS', 'https://evil.example')).toMatchObject({ status: 204, headers: { vary: 'Origin' } })
    expect(seen.requests).toBe(3)
  })

  it('says what was configured', async () => {
    const send = makeApp({ allowedMethods: ['get', 'PATCH'], allowedHeaders: [], maxAgeSecs: 0 })
    const { headers } = await send('OPTIONS', app, asks)
    expect(headers).toMatchObject({ 'allow-methods': 'GET, PATCH', 'max-age': '0' })
    expect(headers).not.toHaveProperty('allow-headers')
  })
})

const isAllowed = async (options: Partial<CorsOptions>, origin: string): Promise<boolean> =>
  'allow-origin' in (await makeApp(options)('GET', origin)).headers

describe('origins', () => {
  it.each([
    'https://app.example.com.evil.example',
    'https://app.example.com:444',
    'https://app.example.com/',
    'https://app.example.com, https://evil.example',
    'https://evil.example https://app.example.com',
    'https://user@app.example.com',
    'https://app.example.co',
    'https://xapp.example.com',
    'https://app.example.com.',
    'http://app.example.com',
    'app.example.com',
    'null',
    '*',
    '',
    '%',
    'https://',
    `https://${'a'.repeat(100_000)}.example.com`,
  ])('are compared whole: %s is none of ours', async origin => {
    expect(await isAllowed({ allowedOrigins: [app, 'https://*.app.example.com'] }, origin)).toBe(false)
    expect(await isAllowed({ allowedOrigins: ['https://*.app.example.com'] }, origin)).toBe(false)
  })

  it('are written as people write them, and compared as browsers write them', async () => {
    const allowedOrigins = ['HTTPS://App.Example.COM:443', 'https://bücher.example', 'capacitor://localhost']
    for (const origin of [app, 'https://xn--bcher-kva.example', 'capacitor://localhost']) {
      expect(await isAllowed({ allowedOrigins }, origin)).toBe(true)
    }
  })

  it('match a star by exactly one label', async () => {
    const allowedOrigins = ['https://*.example.com:8443', 'http://*.localhost:3000']
    expect(await isAllowed({ allowedOrigins }, 'https://a-1.example.com:8443')).toBe(true)
    expect(await isAllowed({ allowedOrigins }, 'http://tenant.localhost:3000')).toBe(true)
    for (const origin of [
      ...['https://a.b.example.com:8443', 'https://example.com:8443', 'https://.example.com:8443'],
      ...['https://a.example.com', 'http://a.example.com:8443', 'https://evil.example/.example.com:8443'],
      ...['https://evil.example#.example.com:8443', 'https://aexample.com:8443', 'https://*.example.com:8443'],
    ]) {
      expect(await isAllowed({ allowedOrigins }, origin)).toBe(false)
    }
  })

  it('are asked of a function, which sees only what can be one', async () => {
    const asked: string[] = []
    const allowedOrigins = async (origin: string) => {
      asked.push(origin)
      return origin === app
    }
    expect(await isAllowed({ allowedOrigins }, app)).toBe(true)
    for (const origin of ['https://evil.example', 'null', 'x', 'https://app.example.com/', 'HTTPS://app.example.com']) {
      expect(await isAllowed({ allowedOrigins }, origin)).toBe(false)
    }
    expect(asked).toEqual([app, 'https://evil.example'])
    expect(await isAllowed({ allowedOrigins: () => 'yes' as unknown as boolean }, app)).toBe(false)
  })

  it('let nobody in when the function fails, and nothing further in runs', async () => {
    const seen = { requests: 0 }
    const send = makeApp({ allowedOrigins: async () => Promise.reject(new Error('away')) }, seen)
    expect(await send('POST', app)).toEqual({ status: 500, code: 'INTERNAL', headers: {} })
    expect(seen.requests).toBe(0)
  })

  it('may be all of them in development, but for null', async () => {
    const send = makeApp({ allowedOrigins: ['*'], allowAnyOrigin: true })
    expect((await send('GET', 'https://anybody.example')).headers['allow-origin']).toBe('*')
    expect((await send('OPTIONS', 'https://anybody.example', asks)).status).toBe(204)
    expect((await send('GET', 'null')).headers).toEqual({ vary: 'Origin' })
    expect((await send('OPTIONS', 'null', asks)).status).toBe(403)
  })
})

describe('a configuration', () => {
  it.each<[string, Partial<CorsOptions>]>([
    ['* outside development', { allowedOrigins: ['*'] }],
    ['* with credentials', { allowedOrigins: ['*'], allowAnyOrigin: true, allowCredentials: true }],
    ['null', { allowedOrigins: ['null'] }],
    ['an origin with a path', { allowedOrigins: ['https://app.example.com/x'] }],
    ['an origin with a user', { allowedOrigins: ['https://a@app.example.com'] }],
    ['an origin with a line break', { allowedOrigins: ['https://app.example.com\r\nX: y'] }],
    ['a host alone', { allowedOrigins: ['app.example.com'] }],
    ['a port that is none', { allowedOrigins: ['https://app.example.com:99999'] }],
    ['a star above a whole domain of domains', { allowedOrigins: ['https://*.com'] }],
    ['a star in the middle', { allowedOrigins: ['https://a.*.example.com'] }],
    ['two stars', { allowedOrigins: ['https://*.*.example.com'] }],
    ['a star for a part of a label', { allowedOrigins: ['https://app*.example.com'] }],
    ['a star for a number of an address', { allowedOrigins: ['https://*.0.0.1'] }],
    ['a star for the scheme', { allowedOrigins: ['*://app.example.com'] }],
    ['a text for a list', { allowedOrigins: app as unknown as string[] }],
    ['something else for an origin', { allowedOrigins: [7 as unknown as string] }],
    ['a star for headers', { allowedHeaders: ['*'] }],
    ['a header with a line break', { exposedHeaders: ['X-A\r\nX-B'] }],
    ['a method that scripts cannot use', { allowedMethods: ['TRACE'] }],
    ['half a second', { maxAgeSecs: 0.5 }],
    ['a negative age', { maxAgeSecs: -1 }],
  ])('with %s stops the start', (_what, options) => {
    expect(() => cors({ allowedOrigins: [app], ...options })).toThrow(ConfigError)
  })
})
