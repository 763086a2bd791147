import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'
import { ConfigError, unmapIpv4 } from '@pylon/core'

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
    let client = socketAddress(req)
    for (const hop of forwardedHops(req).reverse()) {
      if (!isIn(trusted, client)) break
      const address = hopAddress(hop)
      if (address === null) break // an unreadable hop tells nothing, and neither does what stands left of it
      client = address
    }
    return client
  }
}

const socketAddress = (req: IncomingMessage): string => unmapIpv4(req.socket.remoteAddress ?? '')

function toBlockList(entries: readonly string[]): BlockList {
  const list = new BlockList()
  const problems: string[] = []
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    const prefix = bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits)
    const isCidr = isIP(address) !== 0 && /^\d{1,3}$/.test(bits ?? '0') && prefix <= (family === 'ipv6' ? 128 : 32)
    if (isCidr) list.addSubnet(address, prefix, family)
    else problems.push(`${JSON.stringify(entry)} is no address or CIDR`)
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return list
}

const isIn = (list: BlockList, address: string): boolean =>
  isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** Left to right, as the proxies wrote them; `Forwarded` counts where there is no `X-Forwarded-For`. */
function forwardedHops(req: IncomingMessage): string[] {
  const xForwardedFor = req.headers['x-forwarded-for']
  if (xForwardedFor !== undefined) return String(xForwardedFor).split(',')
  const forwarded = req.headers.forwarded
  return forwarded === undefined ? [] : forwarded.split(',').map(forParameter)
}

/** The `for` of one element (RFC 7239 §4). */
const forParameter = (element: string): string =>
  /(?:^|;)\s*for\s*=\s*(?:"([^"]*)"|([^;,\s]*))/i.exec(element)?.slice(1).find(Boolean) ?? ''

/** Without brackets and port; null when it names no address (`unknown`, `_hidden`). */
function hopAddress(hop: string): string | null {
  const text = hop.trim()
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1]
  const bare = bracketed ?? (/^[\d.]+:\d+$/.test(text) ? text.slice(0, text.indexOf(':')) : text)
  return isIP(bare) === 0 ? null : unmapIpv4(bare)
}
