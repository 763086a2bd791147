import type { AddressRange } from './range.ts'

interface Ipv6Range extends AddressRange {
  readonly isGlobal: boolean
}

/**
 * IANA IPv6 Special-Purpose Address Registry inside 2000::/3; the first that holds an address decides.
 *
 * Nothing outside 2000::/3 is assigned as global unicast (IANA IPv6 Address Space), so what is in none is not public.
 */
export const ipv6Ranges: readonly Ipv6Range[] = [
  { start: [0x20010001, 0, 0, 1], bits: 128, isGlobal: true }, // 2001:1::1 port control, anycast
  { start: [0x20010001, 0, 0, 2], bits: 128, isGlobal: true }, // 2001:1::2 TURN, anycast
  { start: [0x20010001, 0, 0, 3], bits: 128, isGlobal: true }, // 2001:1::3 DNS-SD registration, anycast
  { start: [0x20010003, 0, 0, 0], bits: 32, isGlobal: true }, // 2001:3::/32 AMT
  { start: [0x20010004, 0x01120000, 0, 0], bits: 48, isGlobal: true }, // 2001:4:112::/48 AS112
  { start: [0x20010020, 0, 0, 0], bits: 28, isGlobal: true }, // 2001:20::/28 ORCHIDv2
  { start: [0x20010030, 0, 0, 0], bits: 28, isGlobal: true }, // 2001:30::/28 drone identifiers
  { start: [0x20010000, 0, 0, 0], bits: 23, isGlobal: false }, // 2001::/23 protocol assignments
  { start: [0x20010db8, 0, 0, 0], bits: 32, isGlobal: false }, // 2001:db8::/32 documentation
  { start: [0x3fff0000, 0, 0, 0], bits: 20, isGlobal: false }, // 3fff::/20 documentation
  { start: [0x20000000, 0, 0, 0], bits: 3, isGlobal: true }, // 2000::/3 global unicast
]
