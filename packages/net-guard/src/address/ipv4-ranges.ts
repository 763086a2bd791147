import type { RegistryRange } from './range.ts'

/**
 * IANA IPv4 Special-Purpose Address Registry, last updated 2025-10-09; the first that holds an address decides.
 *
 * Written by scripts/iana-ranges.ts from https://www.iana.org/assignments/iana-ipv4-special-registry/iana-ipv4-special-registry-1.csv
 */
export const ipv4Ranges: readonly RegistryRange[] = [
  { start: [0, 0, 0xffff, 0], bits: 128, isGlobal: false }, // 0.0.0.0/32 This host on this network
  { start: [0, 0, 0xffff, 0xc0000008], bits: 128, isGlobal: false }, // 192.0.0.8/32 IPv4 dummy address
  { start: [0, 0, 0xffff, 0xc0000009], bits: 128, isGlobal: true }, // 192.0.0.9/32 Port Control Protocol Anycast
  { start: [0, 0, 0xffff, 0xc000000a], bits: 128, isGlobal: true }, // 192.0.0.10/32 Traversal Using Relays around NAT Anycast
  { start: [0, 0, 0xffff, 0xc00000aa], bits: 128, isGlobal: false }, // 192.0.0.170/32 NAT64/DNS64 Discovery
  { start: [0, 0, 0xffff, 0xc00000ab], bits: 128, isGlobal: false }, // 192.0.0.171/32 NAT64/DNS64 Discovery
  { start: [0, 0, 0xffff, 0xc0586302], bits: 128, isGlobal: false }, // 192.88.99.2/32 6a44-relay anycast address
  { start: [0, 0, 0xffff, 0xffffffff], bits: 128, isGlobal: false }, // 255.255.255.255/32 Limited Broadcast
  { start: [0, 0, 0xffff, 0xc0000000], bits: 125, isGlobal: false }, // 192.0.0.0/29 IPv4 Service Continuity Prefix
  { start: [0, 0, 0xffff, 0xc0000000], bits: 120, isGlobal: false }, // 192.0.0.0/24 IETF Protocol Assignments
  { start: [0, 0, 0xffff, 0xc0000200], bits: 120, isGlobal: false }, // 192.0.2.0/24 Documentation (TEST-NET-1)
  { start: [0, 0, 0xffff, 0xc01fc400], bits: 120, isGlobal: true }, // 192.31.196.0/24 AS112-v4
  { start: [0, 0, 0xffff, 0xc034c100], bits: 120, isGlobal: true }, // 192.52.193.0/24 AMT
  { start: [0, 0, 0xffff, 0xc0586300], bits: 120, isGlobal: false }, // 192.88.99.0/24 Deprecated (6to4 Relay Anycast)
  { start: [0, 0, 0xffff, 0xc0af3000], bits: 120, isGlobal: true }, // 192.175.48.0/24 Direct Delegation AS112 Service
  { start: [0, 0, 0xffff, 0xc6336400], bits: 120, isGlobal: false }, // 198.51.100.0/24 Documentation (TEST-NET-2)
  { start: [0, 0, 0xffff, 0xcb007100], bits: 120, isGlobal: false }, // 203.0.113.0/24 Documentation (TEST-NET-3)
  { start: [0, 0, 0xffff, 0xa9fe0000], bits: 112, isGlobal: false }, // 169.254.0.0/16 Link Local
  { start: [0, 0, 0xffff, 0xc0a80000], bits: 112, isGlobal: false }, // 192.168.0.0/16 Private-Use
  { start: [0, 0, 0xffff, 0xc6120000], bits: 111, isGlobal: false }, // 198.18.0.0/15 Benchmarking
  { start: [0, 0, 0xffff, 0xac100000], bits: 108, isGlobal: false }, // 172.16.0.0/12 Private-Use
  { start: [0, 0, 0xffff, 0x64400000], bits: 106, isGlobal: false }, // 100.64.0.0/10 Shared Address Space
  { start: [0, 0, 0xffff, 0], bits: 104, isGlobal: false }, // 0.0.0.0/8 This network
  { start: [0, 0, 0xffff, 0x0a000000], bits: 104, isGlobal: false }, // 10.0.0.0/8 Private-Use
  { start: [0, 0, 0xffff, 0x7f000000], bits: 104, isGlobal: false }, // 127.0.0.0/8 Loopback
  { start: [0, 0, 0xffff, 0xf0000000], bits: 100, isGlobal: false }, // 240.0.0.0/4 Reserved
]
