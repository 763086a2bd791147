import { Agent, request } from 'node:https'
import { createApp, jsonReply } from '@pylon/core'
import { generate } from 'selfsigned'
import { expect, it } from 'vitest'
import { serve } from '../src/index.ts'

const app = createApp({
  routes: [{ method: 'GET', path: '/hello', auth: 'anyone', handle: async () => jsonReply(200, { hi: true }) }],
})

const authority = await generate([{ name: 'commonName', value: 'Test CA' }], {
  extensions: [{ name: 'basicConstraints', cA: true, critical: true }],
})
const issue = (name: string) =>
  generate([{ name: 'commonName', value: name }], {
    ca: { key: authority.private, cert: authority.cert },
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  })
const server = await issue('127.0.0.1')
const client = await issue('client')
const stranger = await generate([{ name: 'commonName', value: 'stranger' }])

/** The status, or the code of the error that ended the connection. */
const ask = (url: string, options: object): Promise<number | string> =>
  new Promise(resolve => {
    const agent = new Agent({ ca: authority.cert, ...options })
    const req = request(`${url}/hello`, { agent }, res => resolve(res.resume().statusCode ?? 0))
    req.on('error', error => resolve((error as NodeJS.ErrnoException).code ?? error.message))
    req.end()
  })

it('serves over TLS, 1.2 at least', async () => {
  const running = await serve(app, { port: 0, tls: { cert: server.cert, key: server.private } })
  expect(running.url).toMatch(/^https:/)
  expect(await ask(running.url, {})).toBe(200)
  expect(await ask(running.url, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).not.toBe(200)
  await running.close(0)
})

it('lets only clients with a certificate of the client authority through', async () => {
  const tls = { cert: server.cert, key: server.private, clientCa: authority.cert }
  const running = await serve(app, { port: 0, tls })
  expect(await ask(running.url, { cert: client.cert, key: client.private })).toBe(200)
  expect(await ask(running.url, {})).not.toBe(200)
  expect(await ask(running.url, { cert: stranger.cert, key: stranger.private })).not.toBe(200)
  await running.close(0)
})
