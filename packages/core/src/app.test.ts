import { expect, it } from 'vitest'
import { createApp } from './app.ts'
import { type AuthContext, anonymous } from './auth-context.ts'
import type { Authenticator } from './authenticator.ts'
import { bearerFrom } from './authenticator.ts'
import { PylonError } from './errors.ts'
import type { Plugin, PluginStage } from './plugin.ts'
import { jsonReply } from './reply.ts'
import type { AuthMode, Route } from './route.ts'

const echo: Route = {
  method: 'POST',
  path: '/echo',
  auth: 'anyone',
  handle: async ctx => jsonReply(200, { body: await ctx.json(), query: ctx.query.get('q') }),
}
const hello: Route = { method: 'GET', path: '/hello', auth: 'anyone', handle: async () => jsonReply(200, { hi: true }) }
const broken: Route = {
  method: 'GET',
  path: '/broken',
  auth: 'anyone',
  handle: async () => {
    throw new Error('SELECT secret FROM /etc/passwd')
  },
}
const app = createApp({ routes: [echo, hello, broken] })

const post = (
  body: string | Uint8Array<ArrayBuffer> | ReadableStream | null,
  headers: Record<string, string> = { 'Content-Type': 'application/json' },
): Promise<Response> =>
  app.fetch(new Request('http://app/echo', { method: 'POST', headers, body, ...({ duplex: 'half' } as object) }))

const codeOf = async (response: Response): Promise<string> => {
  const envelope = (await response.json()) as { error: { code: string } }
  return `${response.status} ${envelope.error.code}`
}

it('answers a route, with the request id and no caching', async () => {
  const response = await app.fetch(new Request('http://app/hello', { headers: { 'X-Request-Id': 'abc-1' } }))
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({ hi: true })
  expect(response.headers.get('x-request-id')).toBe('abc-1')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('content-type')).toContain('application/json')
})

it.each(['', 'a'.repeat(65), 'a b', 'a"b', 'ü'])('mints a request id instead of echoing %j', async id => {
  const response = await app.fetch(new Request('http://app/hello', { headers: { 'X-Request-Id': id } }))
  expect(response.headers.get('x-request-id')).toMatch(/^[A-Za-z0-9._-]{1,64}$/)
  expect(response.headers.get('x-request-id')).not.toBe(id)
})

it('answers HEAD as GET without a body, and OPTIONS with the methods', async () => {
  const head = await app.fetch(new Request('http://app/hello', { method: 'HEAD' }))
  expect([head.status, await head.text()]).toEqual([200, ''])
  const options = await app.fetch(new Request('http://app/hello', { method: 'OPTIONS' }))
  expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS'])
})

it('tells an unknown path from a method that is not there', async () => {
  expect(await codeOf(await app.fetch(new Request('http://app/nowhere')))).toBe('404 NOT_FOUND')
  const response = await app.fetch(new Request('http://app/hello', { method: 'DELETE' }))
  expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
  expect(await codeOf(response)).toBe('405 METHOD_NOT_ALLOWED')
})

it('does not let a query change the route', async () => {
  const response = await app.fetch(new Request('http://app/hello?/nowhere=1&a=%00'))
  expect(response.status).toBe(200)
})

it('says nothing of what broke', async () => {
  const causes: unknown[] = []
  const observed = createApp({ routes: [broken], onError: error => causes.push(error.cause) })
  const response = await observed.fetch(new Request('http://app/broken'))
  const text = await response.text()
  expect(response.status).toBe(500)
  expect(text).toContain('INTERNAL')
  expect(text).not.toContain('SELECT')
  expect(String(causes[0])).toContain('SELECT')
})

it('reads a JSON object and the parameters of its media type', async () => {
  const response = await post('\ufeff{"a":[1]}', { 'Content-Type': 'Application/JSON; charset=utf-8' })
  expect(await response.json()).toMatchObject({ body: { a: [1] } })
})

it.each([
  ['nothing', null],
  ['a broken object', '{"a":'],
  ['a list', '[1]'],
  ['a text', '"a"'],
  ['null', 'null'],
  ['bytes that are no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
])('refuses %s as INVALID_JSON', async (_, body) => {
  expect(await codeOf(await post(body))).toBe('400 INVALID_JSON')
})

it('takes a body 32 deep and refuses one 33 deep, or 30,000', async () => {
  const nested = (depth: number): string => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`
  expect((await post(nested(32))).status).toBe(200)
  expect(await codeOf(await post(nested(33)))).toBe('400 INVALID_JSON')
  expect(await codeOf(await post(nested(30_000)))).toBe('400 INVALID_JSON')
})

it.each([
  {},
  { 'Content-Type': 'text/plain' },
  { 'Content-Type': 'application/jsonp' },
  { 'Content-Type': 'application/x-www-form-urlencoded' },
])('refuses a body with %j', async headers => {
  expect(await codeOf(await post(new TextEncoder().encode('{}'), headers as Record<string, string>))).toBe(
    '415 UNSUPPORTED_MEDIA_TYPE',
  )
})

it('refuses a body over the limit by its length, and while it is read', async () => {
  const large = `{"a":"${'x'.repeat(70_000)}"}`
  expect(await codeOf(await post('{}', { 'Content-Type': 'application/json', 'Content-Length': '70000' }))).toBe(
    '413 PAYLOAD_TOO_LARGE',
  )
  let pulled = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 1
      controller.enqueue(new TextEncoder().encode(large))
    },
  })
  expect(await codeOf(await post(endless))).toBe('413 PAYLOAD_TOO_LARGE')
  expect(pulled).toBeLessThan(5)
})

it('runs plugins by stage, not in the order they are written', async () => {
  const order: string[] = []
  const named = (stage: PluginStage): Plugin => ({
    name: stage,
    stage,
    async handle(_ctx, next) {
      order.push(stage)
      return next()
    },
  })
  const staged = createApp({
    routes: [hello],
    plugins: [named('validation'), named('csrf'), named('headers'), named('cors')],
  })
  await staged.fetch(new Request('http://app/hello'))
  expect(order).toEqual(['headers', 'cors', 'csrf', 'validation'])
})

it('lets outer plugins decorate the refusals of inner ones and of routes', async () => {
  const stamp: Plugin = {
    name: 'stamp',
    stage: 'headers',
    async handle(_ctx, next) {
      const reply = await next()
      return { ...reply, headers: [...reply.headers, ['X-Stamp', 'yes']] }
    },
  }
  const refuse: Plugin = {
    name: 'refuse',
    stage: 'csrf',
    async handle(ctx, next) {
      if (ctx.query.has('refuse')) throw new PylonError('CSRF_REJECTED', 403, 'no')
      return next()
    },
  }
  const stacked = createApp({ routes: [broken], plugins: [refuse, stamp] })
  for (const [target, status] of [
    ['/broken?refuse', 403],
    ['/broken', 500],
    ['/nowhere', 404],
  ] as const) {
    const response = await stacked.fetch(new Request(`http://app${target}`))
    expect([response.status, response.headers.get('x-stamp')]).toEqual([status, 'yes'])
  }
})

const signedIn: AuthContext = { ...anonymous, via: 'session', userId: 'usr_1', sessionId: 'ses_1', authTime: 1000 }
const callers: Record<string, AuthContext> = {
  anonymous,
  guest: { ...signedIn, isGuest: true },
  user: signedIn,
  stale: { ...signedIn, authTime: 99 },
  future: { ...signedIn, authTime: 1901 },
  key: { ...signedIn, via: 'api-key', sessionId: null, apiKeyId: 'key_1' },
  admin: { ...anonymous, via: 'admin-token', isAdmin: true },
}
const byName: Authenticator = {
  name: 'by-name',
  authenticate: async ctx => callers[bearerFrom(ctx) ?? ''] ?? null,
}

it.each<[AuthMode, Record<string, string>]>([
  ['anyone', { anonymous: '200', guest: '200', user: '200', key: '200', admin: '200' }],
  ['challenge', { anonymous: '200', guest: '200', user: '200' }],
  ['user', { anonymous: 'AUTH_REQUIRED', guest: 'AUTH_REQUIRED', user: '200', key: '200', admin: 'AUTH_REQUIRED' }],
  [
    'session',
    {
      anonymous: 'AUTH_REQUIRED',
      guest: 'AUTH_REQUIRED',
      user: '200',
      key: 'API_KEY_AUTH_FORBIDDEN',
      admin: 'AUTH_REQUIRED',
    },
  ],
  [
    'fresh',
    {
      anonymous: 'AUTH_REQUIRED',
      user: '200',
      stale: 'REAUTH_REQUIRED',
      future: 'REAUTH_REQUIRED',
      key: 'API_KEY_AUTH_FORBIDDEN',
    },
  ],
  ['admin', { anonymous: 'FORBIDDEN', guest: 'FORBIDDEN', user: 'FORBIDDEN', key: 'FORBIDDEN', admin: '200' }],
])('opens a route of mode %s to whom it is for', async (auth, expected) => {
  const guarded = createApp({ routes: [{ ...hello, auth }], authenticators: [byName], clock: () => 1000 })
  for (const [caller, outcome] of Object.entries(expected)) {
    const response = await guarded.fetch(
      new Request('http://app/hello', { headers: { Authorization: `Bearer ${caller}` } }),
    )
    const body = (await response.json()) as { error?: { code: string } }
    expect(`${caller}: ${body.error?.code ?? response.status}`).toBe(`${caller}: ${outcome}`)
    if (outcome === 'AUTH_REQUIRED') expect(response.headers.get('www-authenticate')).toBe('Bearer')
  }
})

it('asks no authenticator before somebody wants to know', async () => {
  let asked = 0
  const counting: Authenticator = {
    name: 'counting',
    authenticate: async () => {
      asked += 1
      return null
    },
  }
  const lazy = createApp({
    routes: [hello, { ...echo, handle: async ctx => jsonReply(200, [await ctx.auth(), await ctx.auth()]) }],
    authenticators: [counting],
  })
  await lazy.fetch(new Request('http://app/hello'))
  expect(asked).toBe(0)
  await lazy.fetch(new Request('http://app/echo', { method: 'POST' }))
  expect(asked).toBe(1)
})
