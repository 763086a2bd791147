import type { Address } from './address.ts'

/** The IPv4 address that an IPv6 address is another spelling of, or is translated to; null when there is none. */
export function translatedIpv4([first, second, third, fourth]: Address): number | null {
  if (first === 0 && second === 0 && third === 0xffff) return fourth // ::ffff:0:0/96 IPv4-mapped
  if (first === 0x0064ff9b && second === 0 && third === 0) return fourth // 64:ff9b::/96 NAT64, RFC 6052
  return null
}

/** The IPv4 address to which a router tunnels packets for an interface of this identifier (ISATAP, RFC 5214 §6.1). */
export function tunnelledIpv4([, , third, fourth]: Address): number | null {
  return third === 0x00005efe || third === 0x02005efe ? fourth : null
}
