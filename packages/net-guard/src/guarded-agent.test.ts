import { mkdtempSync, rmSync } from 'node:fs'
import http, { createServer } from 'node:http'
import https from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fakeLookup, privateIp, startServer } from '../test/local-server.ts'
import { refusalOf } from '../test/refusal.ts'
import { createNetGuard } from './net-guard.ts'

function send(client: typeof http | typeof https, options: http.RequestOptions): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = client.request(options, response => resolve(response.resume().statusCode))
    request.on('error', reject).end()
  })
}

it('does not let a request bring a socket of the file system', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pylon-net-guard-'))
  const socketPath = join(folder, 'docker.sock')
  const server = createServer((_, response) => response.end())
  await new Promise<void>(resolve => server.listen(socketPath, resolve))
  onTestFinished(() => {
    server.close()
    rmSync(folder, { recursive: true })
  })
  const { httpAgent, httpsAgent } = createNetGuard()
  expect(await refusalOf(send(http, { agent: httpAgent, host: 'a.test', socketPath }))).toBe('scheme')
  expect(await refusalOf(send(https, { agent: httpsAgent, host: 'a.test', socketPath }))).toBe('scheme')
  expect(await send(http, { socketPath })).toBe(200)
})

it('does not let a request bring a resolver of its own', async () => {
  const { port, server } = await startServer((_, response) => response.end())
  let connections = 0
  server.on('connection', () => connections++)
  const { httpAgent } = createNetGuard({ allowPorts: null, lookup: fakeLookup({ 'a.test': [[privateIp]] }) })
  const lookup: http.RequestOptions['lookup'] = (_name, _options, callback) =>
    callback(null, [{ address: '127.0.0.1', family: 4 }])
  expect(await refusalOf(send(http, { agent: httpAgent, host: 'a.test', port, lookup }))).toBe('host')
  expect(connections).toBe(0)
})

it('does not let a request bring a connection of its own', async () => {
  const { port, requests } = await startServer((_, response) => response.end())
  const { httpAgent } = createNetGuard({ allowPorts: null })
  const createConnection = () => connect(port, '127.0.0.1')
  const options = { agent: httpAgent, host: '127.0.0.1', port, createConnection }
  expect(await refusalOf(send(http, options))).toBe('host')
  expect(requests).toEqual([])
  expect(await send(http, { ...options, agent: false })).toBe(200)
})

it('asks for a host when the request names none, which is this machine', async () => {
  const { port, requests } = await startServer((_, response) => response.end())
  const { httpAgent } = createNetGuard({ allowPorts: null })
  expect(await refusalOf(send(http, { agent: httpAgent, port }))).toBe('host')
  expect(requests).toEqual([])
})

describe.each([
  ['http', http, 'httpAgent'],
  ['https', https, 'httpsAgent'],
] as const)('refused requests over %s', (_, client, agentName) => {
  it.each([
    ['127.0.0.1', 'host'],
    ['private.test', 'host'],
    ['private.test:22', 'port'],
  ])('to %s that wait for each other all fail, and leave nothing in the agent', async (authority, reason) => {
    const [host = '', port = '443'] = authority.split(':')
    const agent = createNetGuard({ lookup: fakeLookup({ 'private.test': [[privateIp]] }) })[agentName]
    agent.maxSockets = 1
    const calls = [1, 2, 3].map(() => refusalOf(send(client, { agent, host, port })))
    expect(await Promise.all(calls)).toEqual([reason, reason, reason])
    await expect.poll(() => Object.keys({ ...agent.sockets, ...agent.requests, ...agent.freeSockets })).toEqual([])
  })
})

it('closes a connection that falls silent', async () => {
  const { port } = await startServer(() => {})
  const { httpAgent } = createNetGuard({ allowLoopback: true, timeoutSecs: 0.2 })
  expect(await refusalOf(send(http, { agent: httpAgent, host: '127.0.0.1', port }))).toBe('time')
})
