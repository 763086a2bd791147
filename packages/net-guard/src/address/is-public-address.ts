import { type Address, parseAddress } from './address.ts'
import { embeddedIpv4 } from './embedded-ipv4.ts'
import { ipv4Ranges } from './ipv4-ranges.ts'
import { ipv6Ranges } from './ipv6-ranges.ts'
import { haveCommonPrefix, isInRange } from './range.ts'

/**
 * Tells whether an address is reachable from everywhere: none that IANA's special-purpose registries keep for private,
 * local or documented use, and no IPv6 address that stands for such an IPv4 address.
 *
 * False for whatever is no address in its usual spelling.
 *
 * @example
 * import { isPublicAddress } from '@pylon/net-guard'
 *
 * console.log(isPublicAddress('1.1.1.1'), isPublicAddress('::ffff:10.0.0.1')) // true false
 */
export function isPublicAddress(ip: string): boolean {
  const address = typeof ip === 'string' ? parseAddress(ip) : null
  return address !== null && isPublic(address)
}

export function isPublic(address: Address): boolean {
  const embedded = embeddedIpv4(address)
  if (embedded !== null) return embedded.every(isPublicIpv4)
  return ipv6Ranges.find(range => isInRange(address, range))?.isGlobal ?? false
}

function isPublicIpv4(bits: number): boolean {
  return ipv4Ranges.find(([start, prefix]) => haveCommonPrefix(bits, start, prefix))?.[2] ?? true
}
