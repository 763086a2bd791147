import { describe, expect, it } from 'vitest'
import { isPublicAddress } from './is-public-address.ts'

/** First and last address of each range of the registries, and what lies next to it. */
const ipv4Ranges: readonly (readonly [
  range: string,
  isPublic: boolean,
  edges: readonly [string, string],
  next: string[],
])[] = [
  ['0.0.0.0/8', false, ['0.0.0.0', '0.255.255.255'], ['1.0.0.0']],
  ['10.0.0.0/8', false, ['10.0.0.0', '10.255.255.255'], ['9.255.255.255', '11.0.0.0']],
  ['100.64.0.0/10', false, ['100.64.0.0', '100.127.255.255'], ['100.63.255.255', '100.128.0.0']],
  ['127.0.0.0/8', false, ['127.0.0.0', '127.255.255.255'], ['126.255.255.255', '128.0.0.0']],
  ['169.254.0.0/16', false, ['169.254.0.0', '169.254.255.255'], ['169.253.255.255', '169.255.0.0']],
  ['172.16.0.0/12', false, ['172.16.0.0', '172.31.255.255'], ['172.15.255.255', '172.32.0.0']],
  ['192.0.0.0/24', false, ['192.0.0.0', '192.0.0.255'], ['191.255.255.255', '192.0.1.0']],
  ['192.0.0.0/29', false, ['192.0.0.0', '192.0.0.7'], []],
  ['192.0.0.8/32', false, ['192.0.0.8', '192.0.0.8'], []],
  ['192.0.0.9 and 10', true, ['192.0.0.9', '192.0.0.10'], []],
  ['192.0.0.11 on', false, ['192.0.0.11', '192.0.0.11'], []],
  ['192.0.0.170 and 171', false, ['192.0.0.170', '192.0.0.171'], []],
  ['192.0.2.0/24', false, ['192.0.2.0', '192.0.2.255'], ['192.0.1.255', '192.0.3.0']],
  ['192.31.196.0/24', true, ['192.31.196.0', '192.31.196.255'], []],
  ['192.52.193.0/24', true, ['192.52.193.0', '192.52.193.255'], []],
  ['192.88.99.0/24', false, ['192.88.99.0', '192.88.99.255'], ['192.88.98.255', '192.88.100.0']],
  ['192.168.0.0/16', false, ['192.168.0.0', '192.168.255.255'], ['192.167.255.255', '192.169.0.0']],
  ['192.175.48.0/24', true, ['192.175.48.0', '192.175.48.255'], []],
  ['198.18.0.0/15', false, ['198.18.0.0', '198.19.255.255'], ['198.17.255.255', '198.20.0.0']],
  ['198.51.100.0/24', false, ['198.51.100.0', '198.51.100.255'], ['198.51.99.255', '198.51.101.0']],
  ['203.0.113.0/24', false, ['203.0.113.0', '203.0.113.255'], ['203.0.112.255', '203.0.114.0']],
  ['224.0.0.0/4', false, ['224.0.0.0', '239.255.255.255'], ['223.255.255.255']],
  ['240.0.0.0/4', false, ['240.0.0.0', '255.255.255.255'], []],
]

const f = 'ffff:ffff:ffff'

/** The neighbours that are not public either stand in ranges of their own below, or in space that is not assigned. */
const ipv6Ranges: typeof ipv4Ranges = [
  ['::/128 and ::1', false, ['::', '::1'], []],
  ['::/96 IPv4-compatible', false, ['::2', '::255.255.255.255'], []],
  ['::8.8.8.8', false, ['::8.8.8.8', '::808:808'], []],
  ['::ffff:0:0:0/96 translated', false, ['::ffff:0:0.0.0.0', '::ffff:0:8.8.8.8'], []],
  ['64:ff9b:1::/48', false, ['64:ff9b:1::', `64:ff9b:1:ffff:${f}:ffff`], []],
  ['100::/64', false, ['100::', `100::${f}:ffff`], []],
  ['100:0:0:1::/64', false, ['100:0:0:1::', `100:0:0:1:${f}:ffff`], []],
  ['below 2000::/3', false, ['1fff::', `1fff:ffff:ffff:ffff:${f}:ffff`], ['2000::']],
  ['above 2000::/3', false, ['4000::', '4000::1'], [`3fff:ffff:ffff:ffff:${f}:ffff`]],
  ['2001::/23', false, ['2001:1::', `2001:1ff:ffff:ffff:ffff:${f}`], ['2000:ffff::', '2001:200::']],
  ['2001:1::1 to 3', true, ['2001:1::1', '2001:1::3'], ['2001:1::2']],
  ['2001:1::4', false, ['2001:1::4', '2001:1::ffff'], []],
  ['2001:2::/48', false, ['2001:2::', `2001:2:0:ffff:ffff:${f}`], []],
  ['2001:3::/32', true, ['2001:3::', `2001:3:ffff:ffff:ffff:${f}`], []],
  ['2001:4:112::/48', true, ['2001:4:112::', `2001:4:112:ffff:ffff:${f}`], []],
  ['around it', false, [`2001:4:111:ffff:ffff:${f}`, '2001:4:113::'], []],
  ['2001:10::/28', false, ['2001:10::', `2001:1f:ffff:ffff:ffff:${f}`], []],
  ['2001:20::/28', true, ['2001:20::', `2001:2f:ffff:ffff:ffff:${f}`], []],
  ['2001:30::/28', true, ['2001:30::', `2001:3f:ffff:ffff:ffff:${f}`], []],
  ['2001:40::', false, ['2001:40::', '2001:40::1'], []],
  ['2001:db8::/32', false, ['2001:db8::', `2001:db8:ffff:ffff:ffff:${f}`], ['2001:db7:ffff::', '2001:db9::']],
  ['2620:4f:8000::/48', true, ['2620:4f:8000::', `2620:4f:8000:ffff:ffff:${f}`], []],
  ['3fff::/20', false, ['3fff::', `3fff:fff:ffff:ffff:ffff:${f}`], [`3ffe:ffff:ffff:ffff:ffff:${f}`, '3fff:1000::']],
  ['5f00::/16', false, ['5f00::', `5f00:ffff:ffff:ffff:ffff:${f}`], []],
  ['fc00::/7', false, ['fc00::', `fdff:ffff:ffff:ffff:ffff:${f}`], []],
  ['fe80::/10', false, ['fe80::', `febf:ffff:ffff:ffff:ffff:${f}`], []],
  ['fec0::/10', false, ['fec0::', `feff:ffff:ffff:ffff:ffff:${f}`], []],
  ['ff00::/8', false, ['ff00::', `ffff:ffff:ffff:ffff:ffff:${f}`], []],
]

describe.each([...ipv4Ranges, ...ipv6Ranges])('%s', (_, isPublic, edges, next) => {
  it.each(edges)(`%s is ${isPublic ? '' : 'not '}public`, address => {
    expect(isPublicAddress(address)).toBe(isPublic)
  })

  it.each(next)('its neighbour %s is public', address => {
    expect(isPublicAddress(address)).toBe(true)
  })
})

describe.each(ipv4Ranges)('%s inside IPv6', (_, isPublic, edges, next) => {
  const judged = [
    ...edges.map(address => [address, isPublic] as const),
    ...next.map(address => [address, true] as const),
  ]

  it.each(judged)(
    '%s, public %s: so are its mapped and NAT64 address; 6to4 and Teredo are not',
    (address, expected) => {
      const octets = address.split('.').map(Number) as [number, number, number, number]
      const groups = hexGroups(octets)
      const inverted = hexGroups(octets.map(octet => octet ^ 255) as typeof octets)
      const judged = [`::ffff:${address}`, `::ffff:${groups}`, `64:ff9b::${address}`]
      const refused = [`2002:${groups}::1`, `2001:0:808:808:0:1:${inverted}`, `2001:0:${groups}:0:1:f7f7:f7f7`]
      const others = [`::${address}`, `::ffff:0:${address}`, `64:ff9b:1::${address}`]
      expect(judged.map(isPublicAddress)).toEqual(judged.map(() => expected))
      expect([...refused, ...others].some(isPublicAddress)).toBe(false)
    },
  )

  it.each(judged)('%s, public %s: so is an ISATAP interface at a public prefix', (address, expected) => {
    const forms = [`2606:4700::5efe:${address}`, `2606:4700::200:5efe:${address}`]
    expect(forms.map(isPublicAddress)).toEqual(forms.map(() => expected))
    expect(isPublicAddress(`fe80::5efe:${address}`)).toBe(false)
  })
})

function hexGroups([a, b, c, d]: readonly [number, number, number, number]): string {
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
}

it.each(['1.1.1.1', '8.8.8.8', '2606:4700:4700::1111', '2001:4860:4860::8888', '2A00:1450:4001:80B::200E'])(
  '%s is public',
  address => {
    expect(isPublicAddress(address)).toBe(true)
  },
)

it.each([
  '',
  'localhost',
  'example.com',
  '8.8.8',
  '8.8.8.8.',
  '8.8.8.8 ',
  '08.8.8.8',
  '0x8.8.8.8',
  '134744072',
  '8.8.8.8/32',
  '[2606:4700:4700::1111]',
  '2606:4700:4700::1111%eth0',
  'fe80::1%eth0',
  '2606:4700:4700:::1111',
  '1:2:3:4:5:6:7:8:9',
  '8.8.8.8\n',
  '８.8.8.8',
  '2606:'.repeat(20_000),
])('%j is not the usual spelling of an address, so not public', text => {
  expect(isPublicAddress(text)).toBe(false)
})

it.each([null, undefined, 134744072, {}, ['8.8.8.8']])('%j is no text, so not public', value => {
  expect(isPublicAddress(value as unknown as string)).toBe(false)
})
