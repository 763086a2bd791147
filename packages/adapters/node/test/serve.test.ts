import { connect } from 'node:net'
import { type App, createApp, type Flow, jsonReply, PylonError, type Reply, type RequestContext } from '@pylon/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningServer, serve } from '../src/index.ts'
import { sendRaw, statusOf } from './raw.ts'

const flow: Flow = {
  name: 'test',
  routes: [
    {
      method: 'GET',
      path: '/who',
      auth: 'anyone',
      handle: async ctx => jsonReply(200, { ip: ctx.ip, path: ctx.path, q: ctx.query.get('q') }),
    },
    { method: 'GET', path: '/header', auth: 'anyone', handle: async ctx => jsonReply(200, readHeaders(ctx)) },
    { method: 'POST', path: '/echo', auth: 'anyone', handle: async ctx => jsonReply(200, await ctx.json()) },
    { method: 'POST', path: '/nothing', auth: 'anyone', handle: async () => jsonReply(200, {}) },
    {
      method: 'GET',
      path: '/bytes',
      auth: 'anyone',
      handle: async () => ({ status: 200, headers: [], body: new Uint8Array([1, 2, 3]) }),
    },
    {
      method: 'GET',
      path: '/cookies',
      auth: 'anyone',
      handle: async () =>
        jsonReply(200, {}, [
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
        ]),
    },
    {
      method: 'GET',
      path: '/bad-header',
      auth: 'anyone',
      handle: async () => jsonReply(200, {}, [['X-Bad', 'a\r\nX-Injected: 1']]),
    },
    {
      method: 'GET',
      path: '/refused',
      auth: 'anyone',
      handle: async () => {
        throw new PylonError('NO', 403, 'no')
      },
    },
  ],
}

const readHeaders = (ctx: RequestContext): object => ({
  authorization: ctx.header('authorization'),
  cookie: ctx.cookie('s'),
  absent: ctx.header('x-absent'),
})

const app = createApp({ flows: [flow], basePath: '' })
let server: RunningServer
beforeAll(async () => {
  server = await serve(app, { port: 0, headersTimeoutSecs: 1, requestTimeoutSecs: 1 })
})
afterAll(() => server.close(0))

it('answers over HTTP, with the length, the request id and every cookie', async () => {
  const response = await fetch(`${server.url}/cookies`)
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  expect(response.headers.get('content-length')).toBe('2')
  expect(response.headers.get('x-request-id')).not.toBeNull()
  expect(new Uint8Array(await (await fetch(`${server.url}/bytes`)).arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]))
})

it('sends no body for HEAD and for OPTIONS', async () => {
  const head = await sendRaw(server.port, 'HEAD /cookies HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  expect(statusOf(head)).toBe(200)
  expect(head.split('\r\n\r\n')[1]).toBe('')
  const options = await sendRaw(server.port, 'OPTIONS /cookies HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  expect(options).toMatch(/^HTTP\/1\.1 204 /)
  expect(options).not.toMatch(/content-length/i)
})

it('reads the absolute form of a target, and no other odd one', async () => {
  const ask = async (target: string): Promise<number> =>
    statusOf(await sendRaw(server.port, `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`))
  expect(await ask('http://elsewhere.example/who?q=1')).toBe(200)
  for (const target of [
    '//who',
    '/./who',
    '/x/../who',
    '/who%20',
    '/%77ho',
    '/WHO',
    '/who/',
    '/who;a',
    '*',
    'http://elsewhere.example',
    'who',
  ]) {
    expect(await ask(target), target).toBeGreaterThanOrEqual(400)
    expect(await ask(target), target).toBeLessThan(500)
  }
})

it('takes the first of two Authorization headers and joins cookies', async () => {
  const response = await sendRaw(
    server.port,
    'GET /header HTTP/1.1\r\nHost: a\r\nauthorization: Bearer one\r\nAuthorization: Bearer two\r\nCookie: s=1\r\nCookie: s=2\r\nConnection: close\r\n\r\n',
  )
  expect(response).toContain('"authorization":"Bearer one"')
  expect(response).toContain('"cookie":null')
  expect(response).toContain('"absent":null')
})

it('refuses a body over the limit by its length before it comes, and one without length while it comes', async () => {
  const declared = await sendRaw(
    server.port,
    'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 10485760\r\n\r\n',
    /PAYLOAD_TOO_LARGE/,
  )
  expect(statusOf(declared)).toBe(413)
  const chunk = `${(65_537).toString(16)}\r\n${' '.repeat(65_537)}\r\n`
  const chunked = await sendRaw(
    server.port,
    `POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`,
    /PAYLOAD_TOO_LARGE/,
  )
  expect(statusOf(chunked)).toBe(413)
})

it('lets a client that sends all of 10 MB read the refusal', async () => {
  for (const target of ['/echo', '/nothing']) {
    const response = await fetch(server.url + target, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: 'x'.repeat(10 * 1024 * 1024),
    })
    expect(response.status).toBe(413)
  }
})

it('lets a client that will close read the refusal, instead of resetting its connection', async () => {
  const head = 'POST /nothing HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\n'
  const response = await new Promise<string>((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1')
    let received = ''
    socket.write(`${head}Content-Length: 10000000\r\n\r\n`)
    socket.write(' '.repeat(10_000_000))
    socket.on('error', reject)
    socket.on('close', () => resolve(received))
    socket.on('data', chunk => {
      received += chunk
    })
  })
  expect(statusOf(response)).toBe(413)
  expect(response).toContain('PAYLOAD_TOO_LARGE')
})

it('asks for the body of a client that waits only when somebody reads it', async () => {
  const head = 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n'
  expect(await sendRaw(server.port, `${head}Content-Length: 999999\r\n\r\n`, /PAYLOAD/)).not.toContain('100 Continue')
  expect(await sendRaw(server.port, `${head}Content-Length: 2\r\n\r\n{}`, /200 OK/)).toContain('100 Continue')
})

it('answers headers of 1 MB, and what is no HTTP, with the envelope', async () => {
  const large = await sendRaw(
    server.port,
    `GET /who HTTP/1.1\r\nHost: a\r\nX-Large: ${'x'.repeat(1024 * 1024)}\r\n\r\n`,
  )
  expect(statusOf(large)).toBe(431)
  expect(large).toContain('"code":"INVALID_REQUEST"')
  const rubbish = await sendRaw(server.port, 'rubbish\r\n\r\n')
  expect(statusOf(rubbish)).toBe(400)
  expect(rubbish).toMatch(/X-Request-Id: [\w-]+/)
})

it('cuts off headers and bodies that take too long', async () => {
  const [headers, body] = await Promise.all([
    sendRaw(server.port, 'GET /who HTTP/1.1\r\nHost: a\r\nX-Slow: '),
    sendRaw(
      server.port,
      'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{',
    ),
  ])
  expect(statusOf(headers)).toBe(408)
  expect(statusOf(body)).toBe(408)
})

it('survives clients that leave in the middle of a body or an answer', async () => {
  const slow = slowApp()
  const leaving = await serve(slow.app, { port: 0 })
  const half = 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a":'
  await sendAndLeave(server.port, half)
  await sendAndLeave(leaving.port, 'GET /slow HTTP/1.1\r\nHost: a\r\n\r\n')
  await slow.entered
  slow.release()
  expect((await fetch(`${server.url}/who`)).status).toBe(200)
  await leaving.close(0)
})

it('never sends a header that holds a line break', async () => {
  const response = await sendRaw(server.port, 'GET /bad-header HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  expect(response).not.toContain('X-Injected')
  expect((await fetch(`${server.url}/who`)).status).toBe(200)
})

it('rejects when the port is in use', async () => {
  await expect(serve(app, { port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

it('finishes requests in flight before it closes', async () => {
  const slow = slowApp()
  const closing = await serve(slow.app, { port: 0 })
  const answer = fetch(`${closing.url}/slow`)
  await slow.entered
  const closed = closing.close(5)
  await expect(fetch(`${closing.url}/slow`)).rejects.toThrow()
  slow.release()
  expect(await (await answer).json()).toEqual({ slow: true })
  await closed
})

it('cuts off what takes longer than the grace', async () => {
  const slow = slowApp()
  const closing = await serve(slow.app, { port: 0 })
  const answer = expect(fetch(`${closing.url}/slow`)).rejects.toThrow()
  await slow.entered
  await closing.close(0)
  await answer
})

/** An app whose one route answers when it is told to. */
function slowApp(): { app: App; entered: Promise<void>; release: () => void } {
  const entered = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  const handle = async (): Promise<Reply> => {
    entered.resolve()
    await released.promise
    return jsonReply(200, { slow: true })
  }
  return {
    app: createApp({ routes: [{ method: 'GET', path: '/slow', auth: 'anyone', handle }] }),
    entered: entered.promise,
    release: released.resolve,
  }
}

const sendAndLeave = (port: number, text: string): Promise<void> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text, () => socket.destroy()))
    socket.on('close', () => resolve())
  })
