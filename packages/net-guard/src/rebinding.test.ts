import { describe, expect, it } from 'vitest'
import { fakeLookup, type LocalServer, privateIp, publicIp, startServer } from '../test/local-server.ts'
import { refusalOf } from '../test/refusal.ts'
import { plainWays } from '../test/ways.ts'
import { createNetGuard, type NetGuard } from './net-guard.ts'

function makeGuard(...answers: readonly (readonly string[])[]): NetGuard {
  return createNetGuard({
    allowHosts: [`${publicIp}/32`],
    allowPorts: null,
    lookup: fakeLookup({ 'a.test': answers, 'b.test': [[publicIp]] }),
  })
}

const startClosing = () =>
  startServer((request, response) => response.setHeader('Connection', 'close').end(request.socket.localAddress))
const startKeeping = () => startServer((request, response) => response.end(request.socket.localAddress))

describe.each(plainWays)('%s', (_, call) => {
  const at = ({ port }: LocalServer, host = 'a.test'): string => `http://${host}:${port}/`

  it('connects to the address that was checked, and asks the resolver once', async () => {
    const server = await startClosing()
    expect(await call(makeGuard([publicIp], [privateIp]), at(server))).toBe(publicIp)
    expect(server.requests.length).toBe(1)
  })

  it('checks again when it connects again: a name that turned private is refused', async () => {
    const server = await startClosing()
    const guard = makeGuard([publicIp], [privateIp])
    expect(await call(guard, at(server))).toBe(publicIp)
    expect(await refusalOf(call(guard, at(server)))).toBe('host')
    expect(server.requests.length).toBe(1)
  })

  it('stays on the addresses that were checked while connections are kept', async () => {
    const server = await startKeeping()
    const guard = makeGuard([publicIp], [publicIp], [privateIp]) // undici keeps two for calls one after the other
    for (let calls = 0; calls < 5; calls++) expect(await call(guard, at(server))).toBe(publicIp)
  })

  it('does not use the connection to one host for another', async () => {
    const server = await startKeeping()
    const guard = createNetGuard({
      allowHosts: [`${publicIp}/32`],
      allowPorts: null,
      lookup: fakeLookup({ 'a.test': [[publicIp]], 'b.test': [[privateIp]] }),
    })
    expect(await call(guard, at(server))).toBe(publicIp)
    expect(await refusalOf(call(guard, at(server, 'b.test')))).toBe('host')
    expect(await refusalOf(call(guard, at(server, privateIp)))).toBe('host')
    expect(server.requests).toHaveLength(1)
  })

  it.each([
    [[privateIp]],
    [[publicIp, privateIp]],
    [[privateIp, publicIp]],
    [[publicIp, '::1']],
    [['::ffff:127.0.0.1']],
    [['fe80::1%lo']],
    [['0.0.0.0']],
    [['']],
    [['a.test']],
    [[]],
  ])('refuses a name that resolves to %j', async addresses => {
    const server = await startKeeping()
    expect(await refusalOf(call(makeGuard(addresses), at(server)))).toBe('host')
    expect(server.requests).toEqual([])
  })

  it('tries the next of several allowed addresses', async () => {
    const server = await startKeeping()
    const guard = createNetGuard({
      allowHosts: ['127.0.0.0/8', '::1'],
      allowPorts: null,
      lookup: fakeLookup({ 'a.test': [[publicIp, privateIp]] }),
    })
    expect(await call(guard, at(server))).toBe(publicIp)
  })

  it.each(['127.0.0.1', '2130706433', '0x7f.1', 'localhost', '[::ffff:127.0.0.1]'])('refuses %s', async host => {
    const server = await startKeeping()
    expect(await refusalOf(call(makeGuard([publicIp]), at(server, host)))).toBe('host')
    expect(server.requests).toEqual([])
  })

  it('refuses ports that are not allowed', async () => {
    const guard = createNetGuard({ lookup: fakeLookup({ 'a.test': [[publicIp]] }), allowHosts: ['a.test'] })
    expect(await refusalOf(call(guard, 'http://a.test:6379/'))).toBe('port')
  })

  it('lets an exact host resolve to anything', async () => {
    const server = await startKeeping()
    const guard = createNetGuard({
      allowHosts: ['a.test'],
      allowPorts: null,
      lookup: fakeLookup({ 'a.test': [[privateIp]], 'b.test': [[privateIp]] }),
    })
    expect(await call(guard, at(server))).toBe(privateIp)
    expect(await refusalOf(call(guard, at(server, 'b.test')))).toBe('host')
  })

  it('takes a resolver that answers one address, whatever it is asked', async () => {
    const server = await startKeeping()
    for (const [address, outcome] of [
      [publicIp, { passed: publicIp }],
      [privateIp, 'host'],
    ] as const) {
      const guard = createNetGuard({
        allowHosts: [`${publicIp}/32`],
        allowPorts: null,
        lookup: (_name, _options, callback) => callback(null, address, 4),
      })
      expect(await refusalOf(call(guard, at(server)))).toEqual(outcome)
    }
  })

  it('connects to what was checked, though the resolver changes its answer afterwards', async () => {
    const server = await startKeeping()
    const answer = { address: publicIp, family: 4 }
    let reads = 0
    Object.defineProperty(answer, 'address', { get: () => (reads++ === 0 ? publicIp : privateIp) })
    const guard = createNetGuard({
      allowHosts: [`${publicIp}/32`],
      allowPorts: null,
      lookup: (_name, _options, callback) => callback(null, [answer]),
    })
    expect(await call(guard, at(server))).toBe(publicIp)
  })

  it('checks the address of the socket too: the system connects 0.0.0.0 to 127.0.0.1', async () => {
    const server = await startKeeping()
    const guard = createNetGuard({
      allowHosts: ['0.0.0.0/32'],
      allowPorts: null,
      lookup: fakeLookup({ 'a.test': [['0.0.0.0']] }),
    })
    expect(await refusalOf(call(guard, at(server)))).toBe('host')
    expect(server.requests).toEqual([])
  })

  it('resolves names of this machine with the resolver of the system', async () => {
    const server = await startKeeping()
    const guard = createNetGuard({ allowLoopback: true })
    expect(await call(guard, at(server, '127.0.0.1'))).toBe('127.0.0.1')
    expect(await call(guard, at(server, 'localhost'))).toBe('127.0.0.1')
  })
})
