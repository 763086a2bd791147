import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, SocketAddress } from 'node:net'
import { ConfigError, unmapIpv4 } from '@pylon/core'
import { forwardedHops, xForwardedForHops } from './forwarded-hops.ts'

/** The address of the client behind a request. */
export type FindClientAddress = (req: IncomingMessage) => string

/**
 * Believes forwarding headers from the listed proxies alone: addresses or CIDRs. `X-Forwarded-For` and `Forwarded` are
 * read right to left, past every trusted hop; what stands further left is the client's own word.
 *
 * Throws `ConfigError` for entries that are no address or CIDR.
 */
export function clientAddressFinder(trustedProxies: readonly string[]): FindClientAddress {
  if (trustedProxies.length === 0) return socketAddress
  const trusted = toBlockList(trustedProxies)

  return req => {
    const proxy = socketAddress(req)
    const { 'x-forwarded-for': list, forwarded } = req.headers
    if (!isIn(trusted, proxy) || (list === undefined && forwarded === undefined)) return proxy
    const found = [
      ...(list === undefined ? [] : [clientBehind(proxy, xForwardedForHops(String(list)), trusted)]),
      ...(forwarded === undefined ? [] : [clientBehind(proxy, forwardedHops(forwarded), trusted)]),
    ]
    const clients = new Set(found.filter(address => !isIn(trusted, address)))
    if (clients.size > 1) return proxy // the proxy wrote one of the headers, and the client the other
    return [...clients, ...found][0] ?? proxy
  }
}

const socketAddress = (req: IncomingMessage): string => unmapIpv4(req.socket.remoteAddress ?? '')

function clientBehind(proxy: string, hops: readonly string[], trusted: BlockList): string {
  let client = proxy
  for (const hop of hops.toReversed()) {
    if (!isIn(trusted, client)) break
    const address = hopAddress(hop)
    if (address === null) break // an unreadable hop tells nothing, and neither does what stands left of it
    client = address
  }
  return client
}

function toBlockList(entries: readonly string[]): BlockList {
  const list = new BlockList()
  const problems: string[] = []
  for (const entry of entries) {
    const [, address = '', bits] = /^([^/%]*)(?:\/(\d{1,3}))?$/.exec(entry) ?? []
    const [family, width] = isIP(address) === 6 ? (['ipv6', 128] as const) : (['ipv4', 32] as const)
    const prefix = bits === undefined ? width : Number(bits)
    if (isIP(address) !== 0 && prefix <= width) list.addSubnet(address, prefix, family)
    else problems.push(`${JSON.stringify(entry)} is no address or CIDR`)
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return list
}

const isIn = (list: BlockList, address: string): boolean =>
  isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** Without brackets and port, in its shortest spelling; null when it names no address (`unknown`, `_hidden`, a zone). */
function hopAddress(hop: string): string | null {
  const text = hop.trim()
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1]
  const bare = bracketed ?? (/^[\d.]+:\d+$/.test(text) ? text.slice(0, text.indexOf(':')) : text)
  if (isIP(bare) === 0 || bare.includes('%')) return null
  return isIP(bare) === 4 ? bare : unmapIpv4(new SocketAddress({ address: bare, family: 'ipv6' }).address)
}
