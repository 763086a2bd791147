import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { type LocalServer, publicIp, startServer } from '../test/local-server.ts'
import { refusalOf } from '../test/refusal.ts'
import { createNetGuard } from './net-guard.ts'

const makeGuard = (maxBytes = 1_048_576) => createNetGuard({ allowHosts: [publicIp], allowPorts: null, maxBytes })
const urlOf = ({ port }: LocalServer): string => `http://${publicIp}:${port}/`

const startCoded = (coding: string, body: Buffer): Promise<LocalServer> =>
  startServer((_, response) => response.setHeader('Content-Encoding', coding).end(body))

const text = 'text '.repeat(100)

it.each([
  ['gzip', gzipSync(text)],
  ['GZIP', gzipSync(text)],
  ['x-gzip', gzipSync(text)],
  ['deflate', deflateSync(text)],
  ['br', brotliCompressSync(text)],
  ['gzip, br', brotliCompressSync(gzipSync(text))],
  ['gzip,gzip,gzip,gzip,gzip', [1, 2, 3, 4, 5].reduce(body => gzipSync(body), Buffer.from(text))],
])('undoes %s', async (coding, body) => {
  const response = await makeGuard().fetch(urlOf(await startCoded(coding, body)))
  expect(await response.text()).toBe(text)
})

it.each(['identity', 'gzip, unknown', 'constructor'])('hands %s on as it came', async coding => {
  const response = await makeGuard().fetch(urlOf(await startCoded(coding, gzipSync(text))))
  expect(Buffer.from(await response.bytes())).toEqual(gzipSync(text))
})

it('says what it undoes, unless a part of the whole is asked for', async () => {
  const server = await startServer((request, response) => response.end(request.headers['accept-encoding']))
  const { fetch } = makeGuard()
  expect(await (await fetch(urlOf(server))).text()).toBe('gzip, br')
  expect(await (await fetch(urlOf(server), { headers: { Range: 'bytes=0-9' } })).text()).toBe('identity')
})

it('refuses what was compressed more than five times', async () => {
  const server = await startCoded('gzip,gzip,gzip,gzip,gzip,gzip', gzipSync(text))
  await expect(makeGuard().fetch(urlOf(server))).rejects.toThrow('too often')
})

it('rejects while a body is read that is not what it says', async () => {
  const response = await makeGuard().fetch(urlOf(await startCoded('gzip', Buffer.from(text))))
  await expect(response.text()).rejects.toThrow(TypeError)
})

it.each([
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
] as const)('stops a bomb of %s at the bound', async (coding, compress) => {
  const server = await startCoded(coding, compress(Buffer.alloc(4 * 1_048_576)))
  const response = await makeGuard().fetch(urlOf(server))
  expect(await refusalOf(response.arrayBuffer())).toBe('size')
})

it('leaves a body without content empty', async () => {
  const response = await makeGuard().fetch(urlOf(await startCoded('gzip', Buffer.alloc(0))))
  expect(await response.text()).toBe('')
})
