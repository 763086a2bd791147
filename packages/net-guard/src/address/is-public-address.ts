import { type Address, parseAddress } from './address.ts'
import { translatedIpv4, tunnelledIpv4 } from './embedded-ipv4.ts'
import { ipv4Ranges } from './ipv4-ranges.ts'
import { ipv6Ranges } from './ipv6-ranges.ts'
import { type AddressRange, isInRange } from './range.ts'

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
  const ipv4 = translatedIpv4(address)
  if (ipv4 !== null) return isPublicIpv4(ipv4)
  const endpoint = tunnelledIpv4(address)
  return (endpoint === null || isPublicIpv4(endpoint)) && isPublicIpv6(address)
}

function isPublicIpv4(bits: number): boolean {
  const address: Address = [0, 0, 0xffff, bits]
  return ipv4Ranges.find(range => isInRange(address, range))?.isGlobal ?? !isInRange(address, ipv4Multicast)
}

/** 224.0.0.0/4 (RFC 5771) is in a registry of its own. */
const ipv4Multicast: AddressRange = { start: [0, 0, 0xffff, 0xe0000000], bits: 100 }

function isPublicIpv6(address: Address): boolean {
  return ipv6Ranges.find(range => isInRange(address, range))?.isGlobal ?? isInRange(address, globalUnicast)
}

/** 2000::/3; nothing else is assigned as global unicast (IANA IPv6 Address Space), multicast and site local included. */
const globalUnicast: AddressRange = { start: [0x20000000, 0, 0, 0], bits: 3 }
