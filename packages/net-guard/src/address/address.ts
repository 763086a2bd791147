import { isIPv4, isIPv6 } from 'node:net'

/** The 128 bits of an address in four words; an IPv4 address is its IPv6-mapped form, so that one spelling is left. */
export type Address = readonly [number, number, number, number]

/** Null for what is no address: names, zones (`fe80::1%eth0`), octal and hexadecimal numbers. */
export function parseAddress(text: string): Address | null {
  if (text.length > maxLength || text.includes('%')) return null
  if (isIPv4(text)) return [0, 0, 0xffff, parseIpv4(text)]
  return isIPv6(text) ? parseIpv6(text) : null
}

const maxLength = 45 // RFC 4291 §2.2: six groups and a dotted tail

function parseIpv4(text: string): number {
  return text.split('.').reduce((bits, octet) => bits * 256 + Number(octet), 0)
}

function parseIpv6(text: string): Address {
  const [head = '', tail = ''] = text.split('::')
  const [first, last] = [groupsOf(head), groupsOf(tail)]
  const groups = [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last]
  const word = (at: number): number => (groups[at] ?? 0) * 0x10000 + (groups[at + 1] ?? 0)
  return [word(0), word(2), word(4), word(6)]
}

function groupsOf(text: string): readonly number[] {
  if (text === '') return []
  return text.split(':').flatMap(group => {
    if (!group.includes('.')) return Number.parseInt(group, 16)
    const bits = parseIpv4(group)
    return [bits >>> 16, bits & 0xffff]
  })
}
