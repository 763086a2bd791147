/** A range of the registry: first address, length of the prefix, globally reachable. */
type Ipv4Range = readonly [start: number, bits: number, isGlobal: boolean]

/** IANA IPv4 Special-Purpose Address Registry and multicast (RFC 5771); the first that holds an address decides. */
export const ipv4Ranges: readonly Ipv4Range[] = [
  [0x00000000, 8, false], // 0.0.0.0/8 this network
  [0x0a000000, 8, false], // 10.0.0.0/8 private
  [0x64400000, 10, false], // 100.64.0.0/10 shared by carriers
  [0x7f000000, 8, false], // 127.0.0.0/8 loopback
  [0xa9fe0000, 16, false], // 169.254.0.0/16 link local, cloud metadata
  [0xac100000, 12, false], // 172.16.0.0/12 private
  [0xc0000009, 32, true], // 192.0.0.9 port control, anycast
  [0xc000000a, 32, true], // 192.0.0.10 TURN, anycast
  [0xc0000000, 24, false], // 192.0.0.0/24 protocol assignments
  [0xc0000200, 24, false], // 192.0.2.0/24 documentation
  [0xc0586300, 24, false], // 192.88.99.0/24 6to4 relays, given up
  [0xc0a80000, 16, false], // 192.168.0.0/16 private
  [0xc6120000, 15, false], // 198.18.0.0/15 benchmarks
  [0xc6336400, 24, false], // 198.51.100.0/24 documentation
  [0xcb007100, 24, false], // 203.0.113.0/24 documentation
  [0xe0000000, 4, false], // 224.0.0.0/4 multicast
  [0xf0000000, 4, false], // 240.0.0.0/4 reserved, broadcast
]
