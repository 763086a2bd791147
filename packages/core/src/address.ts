/**
 * The one spelling under which an address is counted: IPv4 as it is, also when written inside IPv6 (`::ffff:…`),
 * IPv6 by its prefix, because one household holds a whole /64. What is no address stands for itself.
 *
 * @example
 * import { addressKey } from '@pylon/core'
 *
 * addressKey('2001:db8::1') // '2001:db8:0:0::/64'
 */
export function addressKey(ip: string, ipv6PrefixBits = 64): string {
  const groups = ip.includes(':') ? parseIpv6(ip) : null
  if (groups === null) return ip
  const mapped = mappedIpv4(groups)
  if (mapped !== null) return mapped
  const masked = groups.map((group, at) => group & prefixMask(ipv6PrefixBits - at * 16))
  const used = Math.ceil(ipv6PrefixBits / 16)
  return `${masked
    .slice(0, used)
    .map(group => group.toString(16))
    .join(':')}::/${ipv6PrefixBits}`
}

/** Writes IPv4 inside IPv6 as IPv4 and leaves other addresses alone. */
export function unmapIpv4(ip: string): string {
  if (!ip.startsWith('::')) return ip
  const groups = parseIpv6(ip)
  return groups === null ? ip : (mappedIpv4(groups) ?? ip)
}

export function isLoopback(ip: string): boolean {
  const address = unmapIpv4(ip)
  return address === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address)
}

/** The eight 16-bit groups (RFC 4291 §2.2), null for anything else. */
function parseIpv6(text: string): readonly number[] | null {
  const address = dottedTailToGroups(text.split('%', 1)[0] ?? '')
  const halves = address.split('::')
  if (halves.length > 2) return null
  const [head = [], tail = []] = halves.map(half => (half === '' ? [] : half.split(':')))
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null
  const groups = [...head, ...Array<string>(missing).fill('0'), ...tail]
  return groups.every(group => /^[0-9a-f]{1,4}$/i.test(group)) ? groups.map(group => Number.parseInt(group, 16)) : null
}

function dottedTailToGroups(address: string): string {
  return address.replace(/(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/, (tail, ...digits) => {
    const [a = 0, b = 0, c = 0, d = 0] = digits.slice(0, 4).map(Number)
    if (Math.max(a, b, c, d) > 255) return tail
    const [high, low] = [a * 256 + b, c * 256 + d]
    return `${high.toString(16)}:${low.toString(16)}`
  })
}

function mappedIpv4(groups: readonly number[]): string | null {
  const [, , , , , marker = 0, high = 0, low = 0] = groups
  if (marker !== 0xffff || groups.slice(0, 5).some(group => group !== 0)) return null
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
}

const prefixMask = (bits: number): number => (bits >= 16 ? 0xffff : bits <= 0 ? 0 : (0xffff << (16 - bits)) & 0xffff)
