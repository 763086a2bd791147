import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type LocalServer, publicIp, readText, startServer } from '../test/local-server.ts'
import { refusalOf } from '../test/refusal.ts'
import { createNetGuard } from './net-guard.ts'

const makeGuard = () => createNetGuard({ allowHosts: [publicIp], allowPorts: null })
const urlOf = ({ port }: LocalServer, path = '/'): string => `http://${publicIp}:${port}${path}`

/** `/307` leads to `/echo` by that status. */
const startRedirecting = (): Promise<LocalServer> =>
  startServer(async (request, response) => {
    const text = await readText(request)
    if (request.url === '/echo') return response.end(`${request.method} ${text}`)
    return response.writeHead(Number(request.url?.slice(1)), { Location: '/echo' }).end()
  })

function streamOf(...chunks: readonly string[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(chunks.map(chunk => new TextEncoder().encode(chunk)))
}

describe('a body that is a stream', () => {
  it('is sent while it is made: the second part may wait for what the first one did', async () => {
    const arrived: string[] = []
    const server = await startServer(async (request, response) => {
      for await (const chunk of request) arrived.push(String(chunk))
      response.end(arrived.join(' '))
    })
    const parts = ['one', 'two', 'three']
    const body = new ReadableStream(
      {
        async pull(controller) {
          const sent = 3 - parts.length
          await expect.poll(() => arrived.length).toBe(sent)
          const part = parts.shift()
          if (part === undefined) controller.close()
          else controller.enqueue(new TextEncoder().encode(part))
        },
      },
      { highWaterMark: 0 },
    )
    const response = await makeGuard().fetch(urlOf(server), { method: 'POST', body, duplex: 'half' })
    expect(await response.text()).toBe('one two three')
  })

  it.each([307, 308])('cannot be sent again after %i, which is an error', async status => {
    const server = await startRedirecting()
    const init: RequestInit = { method: 'POST', body: streamOf('a', 'b'), duplex: 'half' }
    expect(await refusalOf(makeGuard().fetch(urlOf(server, `/${status}`), init))).toBe('redirect')
    expect(server.requests).toEqual([`POST /${status}`])
  })

  it('is not needed after 303', async () => {
    const server = await startRedirecting()
    const init: RequestInit = { method: 'POST', body: streamOf('a', 'b'), duplex: 'half' }
    expect(await (await makeGuard().fetch(urlOf(server, '/303'), init)).text()).toBe('GET ')
  })

  it('that breaks rejects the call, and ends the request', async () => {
    const server = await startServer(async (request, response) => {
      await readText(request).catch(() => {})
      response.end()
    })
    let pulls = 0
    const body = new ReadableStream({
      pull(controller) {
        if (pulls++ === 0) controller.enqueue(new Uint8Array(10))
        else controller.error(new Error('the disk is gone'))
      },
    })
    const call = makeGuard().fetch(urlOf(server), { method: 'POST', body, duplex: 'half' })
    await expect(call).rejects.toThrow(TypeError)
    await expect.poll(() => new Promise(resolve => server.server.getConnections((_, count) => resolve(count)))).toBe(0)
  })
})

it.each([
  ['text', 'ab'],
  ['bytes', new TextEncoder().encode('ab')],
  ['a Blob', new Blob(['ab'])],
  ['a form', new URLSearchParams({ ab: '' })],
])('%s is sent again after 307', async (_, body) => {
  const server = await startRedirecting()
  const response = await makeGuard().fetch(urlOf(server, '/307'), { method: 'PUT', body })
  expect(await response.text()).toMatch(/^PUT ab=?$/)
})

it('takes Host and Content-Length from URL and body, whatever the headers say', async () => {
  const server = await startServer(async (request, response) => {
    response.end([request.headers.host, request.headers['content-length'], await readText(request)].join(' '))
  })
  const headers = { Host: 'inner.test', 'Content-Length': '1' }
  const response = await makeGuard().fetch(urlOf(server), { method: 'POST', body: 'four', headers })
  expect(await response.text()).toBe(`${publicIp}:${server.port} 4 four`)
})

it('sends an empty query as it stands, and no fragment', async () => {
  const server = await startServer((request, response) => response.end(request.url))
  const { fetch } = makeGuard()
  for (const path of ['/?', '/a?b', '/a?b#c?d', '/#', '/?#a', '/%2F/a%20b', '//evil.test/']) {
    expect(await (await fetch(urlOf(server, path))).text()).toBe(path.replace(/#.*/, ''))
  }
})

it('does not send a compressed body as if it were plain', async () => {
  const server = await startServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    response.end(`${request.headers['content-encoding']} ${Buffer.concat(chunks).toString('hex')}`)
  })
  const body = gzipSync('text')
  const response = await makeGuard().fetch(urlOf(server), {
    method: 'POST',
    body,
    headers: { 'Content-Encoding': 'gzip' },
  })
  expect(await response.text()).toBe(`gzip ${body.toString('hex')}`)
})
