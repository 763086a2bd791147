import type { Address } from './address.ts'

/** The IPv4 addresses to which packets for an IPv6 address end up going; null when it holds none. */
export function embeddedIpv4([first, second, third, fourth]: Address): readonly number[] | null {
  if (first === 0 && second === 0 && third === 0xffff) return [fourth] // ::ffff:0:0/96 IPv4-mapped
  if (first === 0x0064ff9b && second === 0 && third === 0) return [fourth] // 64:ff9b::/96 NAT64, RFC 6052
  if (first === 0x20010000) return [second, ~fourth >>> 0] // 2001::/32 Teredo: server and client, RFC 4380 §4
  if (first >>> 16 === 0x2002) return [((first << 16) | (second >>> 16)) >>> 0] // 2002::/16 6to4, RFC 3056
  return null
}
