import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Call, clientOf } from './client.ts'
import { type ServerProcess, startProcess } from './process.ts'
import { newStorage } from './storage.ts'

const adminToken = 'operator-token-of-at-least-32-characters'
let server: ServerProcess
let call: Call
let bearer: string
beforeAll(async () => {
  server = await startProcess({ ...(await newStorage()), PYLON_ADMIN_TOKEN: adminToken })
  call = clientOf(server.url)
  bearer = (
    await call('POST', '/password/register', { body: { email: 'ada@example.com', password: 'correct horse battery' } })
  ).body.token
})
afterAll(async () => {
  expect(server.stderr()).not.toContain('"level":"error"')
  await server.stop()
})

const routes: readonly (readonly [method: string, path: string])[] = [
  ['GET', '/me'],
  ['POST', '/session'],
  ['GET', '/session'],
  ['DELETE', '/session'],
  ['POST', '/refresh'],
  ['GET', '/sessions'],
  ['DELETE', '/sessions'],
  ['DELETE', '/sessions/x'],
  ['POST', '/guest'],
  ['POST', '/upgrade'],
  ['POST', '/password/register'],
  ['POST', '/password/login'],
  ['POST', '/password/change'],
]

async function send(
  method: string,
  path: string,
  body: string | Uint8Array<ArrayBuffer> | ReadableStream | null,
  type: string | null = 'application/json',
  token = bearer,
) {
  const response = await fetch(`${server.url}/api/auth${path}`, {
    method,
    headers: { ...(type === null ? {} : { 'Content-Type': type }), Authorization: `Bearer ${token}` },
    body,
    ...({ duplex: 'half' } as object),
  })
  const text = await response.text()
  return { status: response.status, code: (JSON.parse(text) as { error?: { code: string } }).error?.code ?? null, text }
}

describe.each(routes.filter(([method]) => method === 'POST'))('%s %s', (method, path) => {
  const isReading = !['/refresh', '/guest'].includes(path)
  const token = (): string => (['/session', '/upgrade'].includes(path) ? adminToken : bearer)

  it.each([
    ['broken JSON', '{"email":'],
    ['a list', '[]'],
    ['a number', '1'],
    ['invalid UTF-8', new Uint8Array([0x7b, 0xff, 0x7d])],
    ['100 levels', `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`],
  ])('refuses %s', async (_, body) => {
    if (!isReading) return
    expect(await send(method, path, body, 'application/json', token())).toMatchObject({
      status: 400,
      code: 'INVALID_JSON',
    })
  })

  it('refuses wrong types, lone surrogates and a body that sets prototypes', async () => {
    if (!isReading) return
    const names = ['email', 'password', 'user_id', 'token', 'current_password', 'new_password', 'display_name']
    for (const value of [1, true, null, [], {}, ['x'], { a: 1 }, '\ud800', '\udc00x']) {
      const body = JSON.stringify(Object.fromEntries(names.map(name => [name, value])))
      expect(await send(method, path, body, 'application/json', token())).toMatchObject({ status: 400 })
    }
    const polluting =
      '{"__proto__":{"email":"eve@example.com","password":"correct horse battery","user_id":"x"},"constructor":{"prototype":{"isAdmin":true}}}'
    expect((await send(method, path, polluting, 'application/json', token())).status).toBe(400)
  })

  it('refuses 10 MB with and without a length, and other media types', async () => {
    const large = 'x'.repeat(10 * 1024 * 1024)
    expect(await send(method, path, large)).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' })
    if (isReading) {
      const stream = new Blob([large]).stream()
      expect(await send(method, path, stream, 'application/json', token())).toMatchObject({
        status: 413,
        code: 'PAYLOAD_TOO_LARGE',
      })
    }
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/json5',
    ]) {
      expect(await send(method, path, '{}', type)).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' })
    }
    expect(await send(method, path, new TextEncoder().encode('{}'), null)).toMatchObject({ status: 415 })
  })
})

it('ignores query strings on every route', async () => {
  for (const [method, path] of routes) {
    const answers = [await call(method, path), await call(method, `${path}?a=%00&/../me&b[]=1&%`)]
    expect(answers[1]?.status).toBe(answers[0]?.status)
    expect(answers[1]?.status).not.toBe(404)
  }
})

it('knows a path by one spelling', async () => {
  for (const target of [
    '//api/auth/me',
    '/api//auth/me',
    '/api/auth/me/',
    '/API/auth/me',
    '/api/auth/%6de',
    '/api%2fauth%2fme',
    '/api/auth/me;x',
    '/api/auth/me%2f..',
  ]) {
    const response = await fetch(server.url + target)
    expect([target, response.status]).toEqual([target, 404])
  }
})

it.each([
  'Bearer',
  'Bearer ',
  'bearer\tx',
  'Bearer  ',
  'Bearer a b',
  `Bearer ${'x'.repeat(8000)}`,
  'Bearer pylon_',
  `Bearer pylon_${'g'.repeat(64)}`,
  'Basic YTpi',
  'pylon_x',
  'Bearer \u00e9',
  'Bearer undefined',
  'Bearer [object Object]',
  'Negotiate',
  ',',
])('takes Authorization %j for nobody', async header => {
  const answer = await call('GET', '/me', { headers: { Authorization: header } })
  expect([answer.status, answer.body.user_id, answer.body.is_admin]).toEqual([200, null, false])
  expect((await call('GET', '/sessions', { headers: { Authorization: header } })).code).toBe('AUTH_REQUIRED')
})

it.each(['pk.a.b', 'pk.', 'pk.x'])('refuses %j as an API key', async key => {
  for (const [method, path] of [
    ['GET', '/me'],
    ['GET', '/sessions'],
    ['POST', '/refresh'],
  ] as const) {
    expect(await call(method, path, { bearer: key })).toMatchObject({ status: 401, code: 'INVALID_API_KEY' })
  }
})

it('lets two session cookies with different values count as none', async () => {
  const name = '__Host-pylon_session'
  expect((await call('GET', '/me', { headers: { Cookie: `${name}=${bearer}` } })).body.user_id).not.toBeNull()
  expect(
    (await call('GET', '/me', { headers: { Cookie: `${name}=${bearer}; ${name}=pylon_${'0'.repeat(64)}` } })).body
      .user_id,
  ).toBeNull()
})

it('never echoes what could split a header or a log line', async () => {
  const answer = await call('GET', '/me', { headers: { 'X-Request-Id': 'a b"}\u00e9' } })
  expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
})

it('carries no-store, the request id and the envelope on every refusal', async () => {
  for (const [method, path] of [
    ['GET', '/nowhere'],
    ['PUT', '/me'],
    ['GET', '/sessions'],
    ['POST', '/password/login'],
  ] as const) {
    const answer = await call(method, path)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('x-request-id')).not.toBeNull()
    expect(answer.body.error).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/), message: expect.any(String) })
  }
})

it('answers what stands at its root', async () => {
  for (const [path, type] of [
    ['/', 'text/html'],
    ['/docs', 'text/html'],
    ['/openapi.json', 'application/json'],
    ['/health', 'application/json'],
    ['/ready', 'application/json'],
  ] as const) {
    const response = await fetch(server.url + path)
    expect([path, response.status, response.headers.get('content-type')?.split(';')[0]]).toEqual([path, 200, type])
  }
  expect((await fetch(`${server.url}/metrics`)).status).toBe(403)
  const metrics = await (
    await fetch(`${server.url}/metrics`, { headers: { Authorization: `Bearer ${adminToken}` } })
  ).text()
  for (const name of [
    'pylon_http_request_duration_seconds_count',
    'pylon_sessions',
    'pylon_password_hashes{state="queued"}',
  ])
    expect(metrics).toContain(name)
  expect(metrics).not.toContain('/api/auth/me?')
})
