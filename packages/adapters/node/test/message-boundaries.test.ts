import { createApp, jsonReply, type Route } from '@pylon/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningServer, serve } from '../src/index.ts'
import { sendRaw, statusOf } from './raw.ts'

let victims = 0
const echo: Route = {
  method: 'POST',
  path: '/echo',
  auth: 'anyone',
  handle: async ctx => jsonReply(200, await ctx.json()),
}
const victim: Route = {
  method: 'GET',
  path: '/victim',
  auth: 'anyone',
  handle: async () => {
    victims += 1
    return jsonReply(200, {})
  },
}

let server: RunningServer
beforeAll(async () => {
  server = await serve(createApp({ routes: [echo, victim], basePath: '' }), { port: 0 })
})
afterAll(() => server.close(0))

const smuggled = 'GET /victim HTTP/1.1\r\nHost: a\r\n\r\n'
const chunkedBody = '2\r\n{}\r\n0\r\n\r\n'

/** What two servers in a row could read as requests of different lengths (RFC 9112 §6.3). */
it.each([
  ['a length and chunks', `Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n${chunkedBody}`],
  ['two lengths', 'Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}'],
  ['a length with a sign', 'Content-Length: +2\r\n\r\n{}'],
  ['a list of lengths', 'Content-Length: 2, 2\r\n\r\n{}'],
  ['an encoding after chunked', `Transfer-Encoding: chunked, identity\r\n\r\n${chunkedBody}`],
  ['an encoding that nobody knows', `Transfer-Encoding: xchunked\r\n\r\n${chunkedBody}`],
  ['a space before the colon', `Transfer-Encoding : chunked\r\n\r\n${chunkedBody}`],
  ['a folded header', 'Content-Length:\r\n 2\r\n\r\n{}'],
  ['a chunk whose length is no number', 'Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n'],
])('refuses %s, and nothing that is hidden behind', async (_, rest) => {
  const before = victims
  const answer = await sendRaw(
    server.port,
    `POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${rest}${smuggled}`,
  )
  expect(statusOf(answer)).toBe(400)
  expect(answer.match(/^HTTP\/1\.1 /gm)).toHaveLength(1)
  expect(victims).toBe(before)
})

it('reads what follows a body of either kind as the next request', async () => {
  for (const rest of ['Content-Length: 2\r\n\r\n{}', `Transfer-Encoding: chunked\r\n\r\n${chunkedBody}`]) {
    const before = victims
    const next = smuggled.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')
    await sendRaw(server.port, `POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${rest}${next}`)
    expect(victims).toBe(before + 1)
  }
})

it('does not answer TRACE with what was sent', async () => {
  const answer = await sendRaw(
    server.port,
    'TRACE /victim HTTP/1.1\r\nHost: a\r\nCookie: s=secret\r\nConnection: close\r\n\r\n',
  )
  expect(statusOf(answer)).toBe(405)
  expect(answer).not.toContain('secret')
})

it('names the character set of an answer', async () => {
  const response = await fetch(`${server.url}/victim`)
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
})
