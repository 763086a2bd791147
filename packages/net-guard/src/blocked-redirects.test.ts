import { expect, it } from 'vitest'
import { fakeLookup, publicIp, startServer } from '../test/local-server.ts'
import { refusalOf } from '../test/refusal.ts'
import { type Block, ipv4Text, ipv6Text, readBlocks } from '../test/registry.ts'
import { createNetGuard } from './net-guard.ts'

const ends = ({ first, last }: Block): readonly bigint[] => [first, last]
const blocked = (family: 4 | 6): readonly bigint[] =>
  readBlocks(family)
    .filter(({ isGlobal }) => !isGlobal)
    .flatMap(ends)

/** A block may hold smaller ones that are reachable, but no block of the registries ends in one. */
const ipv4 = [...blocked(4).map(ipv4Text), '224.0.0.0', '239.255.255.255']
const ipv6 = [...blocked(6).map(ipv6Text), 'fec0::1', 'ff02::1', 'ff0e::1', '::8.8.8.8', '4000::1', '::ffff:0:8.8.8.8']
const embedded = ipv4.flatMap(address => [`::ffff:${address}`, `64:ff9b::${address}`, `2606:4700::5efe:${address}`])
const hosts = [...ipv4, ...[...ipv6, ...embedded].map(address => `[${address}]`)]

it(`refuses redirects to both ends of every blocked range, in ${hosts.length} places`, async () => {
  const server = await startServer(({ url }, response) => {
    response.writeHead(307, { Location: `http://${hosts[Number(url?.slice(1))]}:${server.port}/secret` }).end()
  })
  const guard = createNetGuard({
    allowHosts: [`${publicIp}/32`],
    allowPorts: null,
    lookup: fakeLookup({ 'a.test': [[publicIp]] }),
  })
  for (const [at, host] of hosts.entries()) {
    expect([host, await refusalOf(guard.fetch(`http://a.test:${server.port}/${at}`))]).toEqual([host, 'host'])
  }
  expect(server.requests).toHaveLength(hosts.length)
  expect(hosts.length).toBeGreaterThan(150)
})
