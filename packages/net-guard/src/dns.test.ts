import { describe, expect, it } from 'vitest'
import { type DnsServer, startDnsServer, type Zone } from '../test/dns-server.ts'
import {
  type LocalServer,
  makeCertificate,
  privateIp,
  publicIp,
  startServer,
  startTlsServer,
} from '../test/local-server.ts'
import { refusalOf } from '../test/refusal.ts'
import { plainWays, throughHttpsAgent, type Way } from '../test/ways.ts'
import { createNetGuard, type NetGuard } from './net-guard.ts'

const makeGuard = ({ lookup }: DnsServer): NetGuard =>
  createNetGuard({ allowHosts: [`${publicIp}/32`], allowPorts: null, lookup })

const certificate = makeCertificate()

/** Tells which address was reached, on a connection for each request. */
const startEcho = (isTls: boolean): Promise<LocalServer> => {
  const start = isTls
    ? (...[listener]: Parameters<typeof startServer>) => startTlsServer(listener, certificate)
    : startServer
  return start((request, response) => response.setHeader('Connection', 'close').end(request.socket.localAddress))
}

const addresses =
  (...list: readonly string[]): Zone =>
  (_name, type) =>
    list.filter(data => data.includes(':') === (type === 'AAAA')).map(data => ({ type, data }))

const ways: readonly (readonly [string, Way, boolean])[] = [
  ...plainWays.map(([name, call]) => [name, call, false] as const),
  ['httpsAgent', throughHttpsAgent, true],
]

describe.each(ways)('%s, by a DNS server that answers with a TTL of 0', (_, call, isTls) => {
  const urlOf = ({ port }: LocalServer, host = 'a.test'): string => `http${isTls ? 's' : ''}://${host}:${port}/`

  it('reaches a public address', async () => {
    const [echo, dns] = [await startEcho(isTls), await startDnsServer(addresses(publicIp))]
    expect(await call(makeGuard(dns), urlOf(echo))).toBe(publicIp)
    expect(dns.questions.toSorted()).toEqual(['A a.test', 'AAAA a.test'])
  })

  it('is not led to 127.0.0.1 by a name that was public a moment ago', async () => {
    const echo = await startEcho(isTls)
    const dns = await startDnsServer((_name, type, asked) =>
      type === 'A' ? [{ type, data: asked === 0 ? publicIp : '127.0.0.1' }] : [],
    )
    const guard = makeGuard(dns)
    expect(await call(guard, urlOf(echo))).toBe(publicIp)
    for (let calls = 0; calls < 3; calls++) expect(await refusalOf(call(guard, urlOf(echo)))).toBe('host')
    expect(echo.requests).toHaveLength(1)
    expect(dns.questions.filter(question => question === 'A a.test')).toHaveLength(4)
  })

  it.each([
    ['an AAAA for this machine beside a public A', [publicIp, '::1']],
    ['a mapped AAAA beside a public A', [publicIp, '::ffff:7f00:1']],
    ['an A for this machine among public ones', [publicIp, publicIp, '127.0.0.1']],
    ['an AAAA alone, of a private network', ['fd00::1']],
    ['an A for any address', ['0.0.0.0']],
  ])('refuses %s', async (_case, list) => {
    const [echo, dns] = [await startEcho(isTls), await startDnsServer(addresses(...list))]
    expect(await refusalOf(call(makeGuard(dns), urlOf(echo)))).toBe('host')
    expect(echo.requests).toEqual([])
  })

  it.each([
    ['to a public address', publicIp, { passed: publicIp }],
    ['to this machine', privateIp, 'host'],
  ])('judges where a chain of aliases ends: %s', async (_case, data, outcome) => {
    const echo = await startEcho(isTls)
    const dns = await startDnsServer((_name, type) => [
      { type: 'CNAME', data: 'b.test' },
      { type: 'CNAME', name: 'b.test', data: 'localhost' },
      ...(type === 'A' ? [{ type, name: 'localhost', data }] : []),
    ])
    expect(await refusalOf(call(makeGuard(dns), urlOf(echo)))).toEqual(outcome)
    expect(echo.requests).toHaveLength(outcome === 'host' ? 0 : 1)
  })

  it('lets none of 40 parallel requests through to the other face of a name that turns at every question', async () => {
    const echo = await startEcho(isTls)
    const dns = await startDnsServer((_name, type, asked) =>
      type === 'A' ? [{ type, data: asked % 2 === 0 ? publicIp : privateIp }] : [],
    )
    const guard = makeGuard(dns)
    const calls = Array.from({ length: 40 }, () => refusalOf(call(guard, urlOf(echo))))
    const outcomes = new Set((await Promise.all(calls)).map(outcome => JSON.stringify(outcome)))
    expect([...outcomes].toSorted()).toEqual(['"host"', JSON.stringify({ passed: publicIp })])
  })
})
