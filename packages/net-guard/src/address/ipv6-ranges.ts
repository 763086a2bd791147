import type { RegistryRange } from './range.ts'

/**
 * IANA IPv6 Special-Purpose Address Registry, last updated 2025-10-09; the first that holds an address decides.
 *
 * Written by scripts/iana-ranges.ts from https://www.iana.org/assignments/iana-ipv6-special-registry/iana-ipv6-special-registry-1.csv
 */
export const ipv6Ranges: readonly RegistryRange[] = [
  { start: [0, 0, 0, 0], bits: 128, isGlobal: false }, // ::/128 Unspecified Address
  { start: [0, 0, 0, 1], bits: 128, isGlobal: false }, // ::1/128 Loopback Address
  { start: [0x20010001, 0, 0, 1], bits: 128, isGlobal: true }, // 2001:1::1/128 Port Control Protocol Anycast
  { start: [0x20010001, 0, 0, 2], bits: 128, isGlobal: true }, // 2001:1::2/128 Traversal Using Relays around NAT Anycast
  { start: [0x20010001, 0, 0, 3], bits: 128, isGlobal: true }, // 2001:1::3/128 DNS-SD Service Registration Protocol Anycast
  { start: [0, 0, 0xffff, 0], bits: 96, isGlobal: false }, // ::ffff:0:0/96 IPv4-mapped Address
  { start: [0x0064ff9b, 0, 0, 0], bits: 96, isGlobal: true }, // 64:ff9b::/96 IPv4-IPv6 Translat.
  { start: [0x01000000, 0, 0, 0], bits: 64, isGlobal: false }, // 100::/64 Discard-Only Address Block
  { start: [0x01000000, 1, 0, 0], bits: 64, isGlobal: false }, // 100:0:0:1::/64 Dummy IPv6 Prefix
  { start: [0x0064ff9b, 0x00010000, 0, 0], bits: 48, isGlobal: false }, // 64:ff9b:1::/48 IPv4-IPv6 Translat.
  { start: [0x20010002, 0, 0, 0], bits: 48, isGlobal: false }, // 2001:2::/48 Benchmarking
  { start: [0x20010004, 0x01120000, 0, 0], bits: 48, isGlobal: true }, // 2001:4:112::/48 AS112-v6
  { start: [0x2620004f, 0x80000000, 0, 0], bits: 48, isGlobal: true }, // 2620:4f:8000::/48 Direct Delegation AS112 Service
  { start: [0x20010000, 0, 0, 0], bits: 32, isGlobal: false }, // 2001::/32 TEREDO
  { start: [0x20010003, 0, 0, 0], bits: 32, isGlobal: true }, // 2001:3::/32 AMT
  { start: [0x20010db8, 0, 0, 0], bits: 32, isGlobal: false }, // 2001:db8::/32 Documentation
  { start: [0x20010010, 0, 0, 0], bits: 28, isGlobal: false }, // 2001:10::/28 Deprecated (previously ORCHID)
  { start: [0x20010020, 0, 0, 0], bits: 28, isGlobal: true }, // 2001:20::/28 ORCHIDv2
  { start: [0x20010030, 0, 0, 0], bits: 28, isGlobal: true }, // 2001:30::/28 Drone Remote ID Protocol Entity Tags (DETs) Prefix
  { start: [0x20010000, 0, 0, 0], bits: 23, isGlobal: false }, // 2001::/23 IETF Protocol Assignments
  { start: [0x3fff0000, 0, 0, 0], bits: 20, isGlobal: false }, // 3fff::/20 Documentation
  { start: [0x20020000, 0, 0, 0], bits: 16, isGlobal: false }, // 2002::/16 6to4
  { start: [0x5f000000, 0, 0, 0], bits: 16, isGlobal: false }, // 5f00::/16 Segment Routing (SRv6) SIDs
  { start: [0xfe800000, 0, 0, 0], bits: 10, isGlobal: false }, // fe80::/10 Link-Local Unicast
  { start: [0xfc000000, 0, 0, 0], bits: 7, isGlobal: false }, // fc00::/7 Unique-Local
]
