import { getEventListeners } from 'node:events'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { fakeLookup, type LocalServer, privateIp, publicIp, readText, startServer } from '../test/local-server.ts'
import { refusalOf } from '../test/refusal.ts'
import { createNetGuard, type NetGuard, type NetGuardOptions } from './net-guard.ts'

const hosts = { 'a.test': [[publicIp]], 'b.test': [[publicIp]], 'private.test': [[privateIp]] }

function makeGuard(options: NetGuardOptions = {}): NetGuard {
  return createNetGuard({ allowHosts: [`${publicIp}/32`], allowPorts: null, lookup: fakeLookup(hosts), ...options })
}

const at = (host: string, { port }: LocalServer, path = '/'): string => `http://${host}:${port}${path}`

describe('an allowed exchange', () => {
  it('answers a Response of the platform', async () => {
    const server = await startServer((_, response) => {
      response.writeHead(201, 'Made', { 'Set-Cookie': ['a=1', 'b=2'], 'X-Name': 'value' }).end('{"a":1}')
    })
    const response = await makeGuard().fetch(at('a.test', server, '/x?y#z'))
    expect(response).toBeInstanceOf(Response)
    expect(response).toMatchObject({ status: 201, statusText: 'Made', ok: true, redirected: false })
    expect(response.url).toBe(at('a.test', server, '/x?y#z'))
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(response.headers.get('x-name')).toBe('value')
    expect(await response.json()).toEqual({ a: 1 })
    expect(server.requests).toEqual(['GET /x?y'])
  })

  it.each([204, 205, 304])('answers %i without a body', async status => {
    const server = await startServer((_, response) => response.writeHead(status).end())
    const response = await makeGuard().fetch(at('a.test', server))
    expect([response.status, response.body]).toEqual([status, null])
  })

  it('takes everything that the platform takes as input and body', async () => {
    const server = await startServer(async (request, response) => {
      response.end(`${request.method} ${request.headers['content-type']} ${await readText(request)}`)
    })
    const { fetch } = makeGuard()
    const url = at('a.test', server)
    const send = async (...args: Parameters<typeof fetch>) => (await fetch(...args)).text()
    const form = new FormData()
    form.set('a', 'b')

    expect(await send(new URL(url))).toBe('GET undefined ')
    expect(await send(new Request(url, { method: 'PUT', body: 'x' }))).toBe('PUT text/plain;charset=UTF-8 x')
    expect(await send(new Request(url), { method: 'DELETE' })).toBe('DELETE undefined ')
    expect(await send(url, { method: 'POST', body: new URLSearchParams({ a: 'ö' }) })).toBe(
      'POST application/x-www-form-urlencoded;charset=UTF-8 a=%C3%B6',
    )
    expect(await send(url, { method: 'POST', body: form })).toMatch(
      /^POST multipart\/form-data; boundary=.*name="a"\s+b/s,
    )
    expect(await send(url, { method: 'POST', body: new Blob(['blob'], { type: 'text/x' }) })).toBe('POST text/x blob')
    expect(await send(url, { method: 'POST', body: new Blob(['s']).stream(), duplex: 'half' })).toBe('POST undefined s')
  })

  it('does not let a call bring a dispatcher of its own', async () => {
    const server = await startServer((_, response) => response.end('secret'))
    const { dispatcher } = createNetGuard({ allowHosts: ['127.0.0.0/8'], allowPorts: null })
    const init = { dispatcher } as object
    expect(await refusalOf(makeGuard().fetch(at('private.test', server), init))).toBe('host')
    expect(server.requests).toEqual([])
  })

  it('rejects as the platform does when nobody answers', async () => {
    const server = await startServer((request, _) => request.socket.destroy())
    await expect(makeGuard().fetch(at('a.test', server))).rejects.toThrow(TypeError)
    await expect(makeGuard().fetch(at('unknown.test', server))).rejects.toThrow(TypeError)
  })
})

describe('a private host', () => {
  it.each(['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '[::ffff:127.0.0.1]', 'localhost', 'private.test'])(
    '%s never sees a request',
    async host => {
      const server = await startServer((_, response) => response.end('secret'))
      expect(await refusalOf(makeGuard().fetch(at(host, server)))).toBe('host')
      expect(server.requests).toEqual([])
    },
  )

  it('is named, and what it resolves to is not', async () => {
    const error = await makeGuard()
      .fetch('http://private.test/')
      .catch(caught => caught)
    expect(error).toMatchObject({ code: 'NET_GUARD_BLOCKED', host: 'private.test' })
    expect(JSON.stringify([error, error.message, String(error.cause), error.stack])).not.toContain(privateIp)
  })
})

it.each([
  ['file:///etc/passwd', 'scheme'],
  ['http://u:p@a.test/', 'credentials'],
  ['/relative', 'url'],
])('refuses %s (%s)', async (url, reason) => {
  expect(await refusalOf(makeGuard().fetch(url))).toBe(reason)
})

describe('redirects', () => {
  const redirectTo = (status: number, location: string | (() => string)) =>
    startServer((request, response) => {
      if (request.url !== '/') return response.end('arrived')
      return response.writeHead(status, { Location: typeof location === 'string' ? location : location() }).end('moved')
    })

  it('are followed to other public hosts', async () => {
    const target = await startServer((_, response) => response.end('arrived'))
    const server = await redirectTo(302, () => at('b.test', target, '/there'))
    const response = await makeGuard().fetch(at('a.test', server, '/#part'))
    expect(await response.text()).toBe('arrived')
    expect([response.url, response.redirected]).toEqual([at('b.test', target, '/there#part'), true])
  })

  it.each([
    ...['http://127.0.0.1/', 'http://2852039166/', '//169.254.169.254/latest', 'http://private.test/', 'http://[::1]/'],
    ...['http://localhost/', '\\\\127.0.0.1\\x', 'http://0x7f.1/', 'https://private.test/'],
  ])('to the private %s are refused', async location => {
    const server = await redirectTo(302, location)
    expect(await refusalOf(makeGuard().fetch(at('a.test', server)))).toBe('host')
  })

  it.each([
    ['file:///etc/passwd', 'scheme'],
    ['gopher://a.test/', 'scheme'],
    ['data:text/plain,x', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['http://u:p@a.test/', 'credentials'],
    ['http://a.test:99999/', 'url'],
    ['http://', 'url'],
  ])('to %s are refused (%s)', async (location, reason) => {
    const server = await redirectTo(302, location)
    expect(await refusalOf(makeGuard().fetch(at('a.test', server)))).toBe(reason)
  })

  it('to a port that is not allowed are refused', async () => {
    const server = await redirectTo(302, 'http://b.test:22/')
    const guard = makeGuard({ allowPorts: [server.port] })
    expect(await refusalOf(guard.fetch(at('a.test', server)))).toBe('port')
  })

  it('are followed five times and not six', async () => {
    const server = await startServer((request, response) => {
      const left = Number(request.url?.slice(1))
      if (left === 0) return response.end('arrived')
      return response.writeHead(302, { Location: `/${left - 1}` }).end()
    })
    expect(await (await makeGuard().fetch(at('a.test', server, '/5'))).text()).toBe('arrived')
    expect(await refusalOf(makeGuard().fetch(at('a.test', server, '/6')))).toBe('redirect')
    expect(server.requests.at(-1)).toBe('GET /1')
    expect(await refusalOf(makeGuard({ maxRedirects: 0 }).fetch(at('a.test', server, '/1')))).toBe('redirect')
  })

  it('can be refused or left to the caller', async () => {
    const server = await redirectTo(302, '/there')
    expect(await refusalOf(makeGuard().fetch(at('a.test', server), { redirect: 'error' }))).toBe('redirect')
    const response = await makeGuard().fetch(at('a.test', server), { redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([302, '/there'])
    expect(await response.text()).toBe('moved')
  })

  it.each([300, 304, 306])('are not meant by %i, nor by a status without Location', async status => {
    const server = await redirectTo(status, '/there')
    expect((await makeGuard().fetch(at('a.test', server))).status).toBe(status)
    const bare = await startServer((_, response) => response.writeHead(302).end())
    expect((await makeGuard().fetch(at('a.test', bare))).status).toBe(302)
  })

  async function echoAfter(status: number, method: string, host: string, options?: NetGuardOptions): Promise<string> {
    const echo = await startServer(async (request, response) => {
      if (request.url === '/') return response.writeHead(status, { Location: at(host, echo, '/echo') }).end()
      const { authorization = '', cookie = '', 'content-type': type = '', 'x-key': key = '' } = request.headers
      const proxy = request.headers['proxy-authorization'] ?? ''
      return response.end([request.method, await readText(request), type, authorization, cookie, proxy, key].join('|'))
    })
    const headers = {
      Authorization: 'A',
      Cookie: 'c=1',
      'Proxy-Authorization': 'P',
      'X-Key': 'K',
      'Content-Type': 't/x',
    }
    const body = method === 'POST' || method === 'PUT' ? { body: 'body' } : {}
    return (await makeGuard(options).fetch(at('a.test', echo), { method, headers, ...body })).text()
  }

  it.each([
    [301, 'POST', 'GET|||A|c=1|P|K'],
    [302, 'POST', 'GET|||A|c=1|P|K'],
    [303, 'POST', 'GET|||A|c=1|P|K'],
    [303, 'PUT', 'GET|||A|c=1|P|K'],
    [301, 'PUT', 'PUT|body|t/x|A|c=1|P|K'],
    [307, 'POST', 'POST|body|t/x|A|c=1|P|K'],
    [308, 'POST', 'POST|body|t/x|A|c=1|P|K'],
  ])('to the same origin, %i after %s: %s', async (status, method, echoed) => {
    expect(await echoAfter(status, method, 'a.test')).toBe(echoed)
  })

  it.each([
    [302, 'GET', 'GET||||||K'],
    [303, 'POST', 'GET||||||K'],
    [307, 'POST', 'POST||||||K'],
    [308, 'PUT', 'PUT||||||K'],
  ])('to another origin, %i after %s drop credentials and body: %s', async (status, method, echoed) => {
    expect(await echoAfter(status, method, 'b.test')).toBe(echoed)
  })

  it('to another origin drop the headers that the application calls credentials', async () => {
    expect(await echoAfter(302, 'GET', 'b.test', { credentialHeaders: ['X-Key'] })).toBe('GET||||||')
    expect(await echoAfter(302, 'GET', 'a.test', { credentialHeaders: ['X-Key'] })).toBe('GET|||A|c=1|P|K')
  })

  it('to another port, which is another origin, drop them too', async () => {
    const target = await startServer((request, response) => response.end(request.headers.authorization ?? 'none'))
    const server = await redirectTo(302, () => at('a.test', target))
    const response = await makeGuard().fetch(at('a.test', server), { headers: { Authorization: 'A' } })
    expect(await response.text()).toBe('none')
  })

  it('to another origin do not carry a Host of the caller along, which fetch does not send at all', async () => {
    const server = await startServer((request, response) => {
      if (request.url === '/') return response.writeHead(302, { Location: at('b.test', server, '/end') }).end()
      return response.end(request.headers.host)
    })
    const response = await makeGuard().fetch(at('a.test', server), { headers: { Host: 'inner.a.test' } })
    expect(await response.text()).toBe(`b.test:${server.port}`)
  })

  it('do not give dropped credentials back when they return to the first origin', async () => {
    const server = await startServer((request, response) => {
      if (request.url === '/') return response.writeHead(302, { Location: at('b.test', server, '/back') }).end()
      if (request.url === '/back') return response.writeHead(302, { Location: at('a.test', server, '/end') }).end()
      return response.end(request.headers.authorization ?? 'none')
    })
    const response = await makeGuard().fetch(at('a.test', server), { headers: { Authorization: 'A' } })
    expect(await response.text()).toBe('none')
  })
})

describe('time', () => {
  const fast = { timeoutSecs: 0.3 }

  it('bounds the wait for an answer', async () => {
    const server = await startServer(() => {})
    expect(await refusalOf(makeGuard(fast).fetch(at('a.test', server)))).toBe('time')
  })

  it('bounds the wait for a resolver', async () => {
    expect(await refusalOf(makeGuard({ ...fast, lookup: () => {} }).fetch('http://a.test/'))).toBe('time')
  })

  it('bounds a body that trickles', async () => {
    const server = await startServer((_, response) => {
      const timer = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(timer))
    })
    const response = await makeGuard(fast).fetch(at('a.test', server))
    expect(await refusalOf(response.text())).toBe('time')
  })

  it('bounds headers that trickle', async () => {
    const server = await startServer((request, response) => {
      const timer = setInterval(() => request.socket.write('X-More: x\r\n'), 20)
      response.on('close', () => clearInterval(timer))
      request.socket.write('HTTP/1.1 200 OK\r\n')
    })
    expect(await refusalOf(makeGuard(fast).fetch(at('a.test', server)))).toBe('time')
  })

  it('bounds redirects together, not each of them', async () => {
    const server = await startServer((_, response) => {
      setTimeout(() => response.writeHead(302, { Location: '/' }).end(), 100)
    })
    expect(await refusalOf(makeGuard({ ...fast, maxRedirects: 100 }).fetch(at('a.test', server)))).toBe('time')
    expect(server.requests.length).toBeLessThan(6)
  })

  it('bounds a request body that never ends', async () => {
    const server = await startServer((_, response) => response.end())
    const init = (): RequestInit => {
      return { method: 'POST', body: new ReadableStream({ pull: () => new Promise(() => {}) }), duplex: 'half' }
    }
    const { fetch } = makeGuard(fast)
    const calls = [fetch(at('a.test', server), init()), fetch(new Request(at('a.test', server), init()))]
    expect(await Promise.all(calls.map(refusalOf))).toEqual(['time', 'time'])
  })

  it('closes the connection of a response that nobody reads', async () => {
    const server = await startServer((_, response) => void response.write('x'))
    await makeGuard(fast).fetch(at('a.test', server))
    await expect.poll(() => openConnections(server)).toBe(0)
  })
})

describe('a signal of the caller', () => {
  it('ends the wait with its own reason', async () => {
    const server = await startServer(() => {})
    const controller = new AbortController()
    const reason = new Error('enough')
    const call = makeGuard().fetch(at('a.test', server), { signal: controller.signal })
    await expect.poll(() => server.requests.length).toBe(1)
    controller.abort(reason)
    await expect(call).rejects.toBe(reason)
    await expect(makeGuard().fetch(at('a.test', server), { signal: controller.signal })).rejects.toBe(reason)
    await expect(makeGuard().fetch(new Request(at('a.test', server), { signal: controller.signal }))).rejects.toBe(
      reason,
    )
    await expect.poll(() => openConnections(server)).toBe(0)
  })

  it('ends a body that is being read', async () => {
    const server = await startServer((_, response) => void response.write('x'))
    const controller = new AbortController()
    const response = await makeGuard().fetch(at('a.test', server), { signal: controller.signal })
    const text = response.text()
    controller.abort(new Error('enough'))
    await expect(text).rejects.toThrow('enough')
  })
})

it('lets go of the signal of the caller when an exchange is over, however it ended', async () => {
  const server = await startServer((request, response) => {
    if (request.url === '/broken') request.socket.destroy()
    else if (request.url === '/empty') response.writeHead(204).end()
    else response.end('text')
  })
  const { signal } = new AbortController()
  const { fetch } = makeGuard()
  await (await fetch(at('a.test', server), { signal })).text()
  await fetch(at('a.test', server, '/empty'), { signal })
  await refusalOf(fetch(at('a.test', server, '/broken'), { signal }))
  await expect.poll(() => getEventListeners(signal, 'abort')).toEqual([])
})

it('closes the connection of an answer that it passes over or cannot hand on, though its body goes on', async () => {
  const server = await startServer((request, response) => {
    if (request.url === '/end') return response.end('arrived')
    return response.writeHead(request.url === '/moved' ? 302 : 999, { Location: '/end' }).write('x')
  })
  const { fetch } = makeGuard()
  const response = await fetch(at('a.test', server, '/moved'))
  expect(await response.text()).toBe('arrived')
  await expect.poll(() => openConnections(server)).toBe(1) // kept for what comes
  await expect(fetch(at('a.test', server, '/odd'))).rejects.toThrow(TypeError)
  await expect.poll(() => openConnections(server)).toBeLessThan(2)
})

it('takes no more from the network than its reader takes from the body', async () => {
  let written = 0
  const server = await startServer((request, response) => {
    const fill = (): void => {
      do written += 65_536
      while (response.write(Buffer.alloc(65_536)))
    }
    if (request.url === '/short') response.end('short')
    else fill()
    response.on('drain', fill)
  })
  const guard = makeGuard({ maxBytes: 32 * 1_048_576 })
  const reader = (await guard.fetch(at('a.test', server))).body?.getReader()
  expect((await reader?.read())?.value?.byteLength).toBeGreaterThan(0)
  for (let calls = 0; calls < 300; calls++) await readAll(guard.fetch(at('a.test', server, '/short')))
  expect(written).toBeLessThan(24 * 1_048_576) // what the buffers of the system hold
  await reader?.cancel()
})

it('closes the connection when the reader turns away from a body', async () => {
  const server = await startServer((_, response) => void response.write('x'))
  const response = await makeGuard().fetch(at('a.test', server))
  await response.body?.cancel()
  await expect.poll(() => openConnections(server)).toBe(0)
})

describe('size', () => {
  const megabyte = Buffer.alloc(1_048_576, 'x')

  it('lets a body of exactly maxBytes through, compressed or not', async () => {
    const server = await startServer((request, response) => {
      if (request.url === '/gzip') response.setHeader('Content-Encoding', 'gzip').end(gzipSync(megabyte))
      else response.end(megabyte)
    })
    const guard = makeGuard({ maxBytes: 1_048_576 })
    expect((await (await guard.fetch(at('a.test', server))).bytes()).byteLength).toBe(1_048_576)
    expect((await (await guard.fetch(at('a.test', server, '/gzip'))).bytes()).byteLength).toBe(1_048_576)
  })

  it.each(['/announced', '/chunked', '/gzip'])('refuses one byte more: %s', async path => {
    const server = await startServer((request, response) => {
      const body = Buffer.concat([megabyte, Buffer.from('x')])
      if (request.url === '/announced') response.setHeader('Content-Length', body.byteLength)
      if (request.url === '/gzip') response.setHeader('Content-Encoding', 'gzip').end(gzipSync(body))
      else response.end(body)
    })
    const guard = makeGuard({ maxBytes: 1_048_576 })
    expect(await refusalOf(readAll(guard.fetch(at('a.test', server, path))))).toBe('size')
  })

  it('does not mind what HEAD announces', async () => {
    const server = await startServer((_, response) => response.setHeader('Content-Length', 1_000_000_000).end())
    const response = await makeGuard().fetch(at('a.test', server), { method: 'HEAD' })
    expect(response.headers.get('content-length')).toBe('1000000000')
  })

  it('stops an endless body, and closes its connection', async () => {
    const server = await startServer((_, response) => {
      const fill = (): void => {
        while (response.writable && response.write(megabyte));
      }
      response.on('drain', fill)
      fill()
    })
    expect(await refusalOf(readAll(makeGuard().fetch(at('a.test', server))))).toBe('size')
    await expect.poll(() => openConnections(server)).toBe(0)
  })

  it('stops a gzip bomb before it has unfolded', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * 1_048_576))
    const server = await startServer((_, response) => response.setHeader('Content-Encoding', 'gzip').end(bomb))
    const before = process.memoryUsage().rss
    expect(await refusalOf(readAll(makeGuard().fetch(at('a.test', server))))).toBe('size')
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1_048_576)
  })

  it('stops a bomb inside a bomb', async () => {
    const bomb = gzipSync(gzipSync(Buffer.alloc(64 * 1_048_576)))
    const server = await startServer((_, response) => response.setHeader('Content-Encoding', 'gzip, gzip').end(bomb))
    expect(await refusalOf(readAll(makeGuard().fetch(at('a.test', server))))).toBe('size')
  })

  it('bounds headers', async () => {
    const server = await startServer((_, response) => response.setHeader('X-Long', 'x'.repeat(60_000)).end())
    await expect(makeGuard().fetch(at('a.test', server))).rejects.toThrow()
  })
})

describe('a status line out of the ordinary', () => {
  it.each(['HTTP/1.1 999 Odd', 'HTTP/1.1 099 Odd', 'HTTP/9 200 OK', 'SSH-2.0-x'])(
    '%s: rejects and lets go',
    async line => {
      const server = await startServer(request => void request.socket.end(`${line}\r\nContent-Length: 0\r\n\r\n`))
      await expect(makeGuard().fetch(at('a.test', server))).rejects.toThrow()
      await expect.poll(() => openConnections(server)).toBe(0)
    },
  )
})

async function readAll(call: Promise<Response>): Promise<number> {
  return (await (await call).bytes()).byteLength
}

function openConnections({ server }: LocalServer): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  )
}
