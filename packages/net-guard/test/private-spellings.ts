/** Spellings of the host of a URL that lead, or in some parser led, to an address that is not public. */
export interface Spelling {
  readonly host: string
  /** Whether a fetch without a guard ends up on this machine. */
  readonly isLocal: boolean
}

const local = ['127.0.0.1', '127.255.255.254', '0.0.0.0']
const others = ['169.254.169.254', '10.0.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '224.0.0.1']

export function privateSpellings(): readonly Spelling[] {
  const all = [
    ...local.flatMap(address => [...numbers(address), ...disguises(address)].map(host => ({ host, isLocal: true }))),
    ...others.flatMap(address =>
      [...someNumbers(address), ...disguises(address)].map(host => ({ host, isLocal: false })),
    ),
    ...ipv6Local.map(host => ({ host, isLocal: true })),
    ...[...local, ...others].flatMap(inIpv6).map(host => ({ host, isLocal: false })),
    ...[...ipv6Others, ...userInfos].map(host => ({ host, isLocal: false })),
  ]
  return [...new Map(all.map(spelling => [spelling.host, spelling])).values()]
}

type Radix = (part: number) => string
const radixes: readonly Radix[] = [
  part => `${part}`,
  part => `0${part.toString(8)}`,
  part => `0x${part.toString(16)}`,
  part => `0X${part.toString(16).toUpperCase().padStart(4, '0')}`,
]

/** One to four parts, each of them decimal, octal or hexadecimal (inet_aton). */
export function numbers(address: string): readonly string[] {
  return [1, 2, 3, 4].flatMap(count => combinations(partsOf(address, count)))
}

const someNumbers = (address: string): readonly string[] =>
  [1, 2, 3, 4].flatMap(count => radixes.map(radix => partsOf(address, count).map(radix).join('.')))

/** The last part stands for all bytes that are left. */
function partsOf(address: string, count: number): readonly number[] {
  const octets = address.split('.').map(Number)
  return [...octets.slice(0, count - 1), octets.slice(count - 1).reduce((sum, octet) => sum * 256 + octet, 0)]
}

/** Each part by each radix where there are few, and radixes in turn where there are four. */
function combinations(parts: readonly number[]): readonly string[] {
  const used = parts.length === 4 ? radixes.slice(0, 2) : radixes
  return parts
    .map(part => used.map(radix => radix(part)))
    .reduce((heads, tails) => heads.flatMap(head => tails.map(tail => `${head}.${tail}`)))
}

/** What a URL parser undoes: escapes, forms that IDNA maps, the root's dot. */
function disguises(address: string): readonly string[] {
  const digits = (from: number): string => address.replace(/\d/g, digit => String.fromCodePoint(from + Number(digit)))
  return [
    `${address}.`,
    address.replace(/[\d.]/g, char => `%${char.charCodeAt(0).toString(16)}`),
    address.replaceAll('.', '%2e'),
    digits(0xff10), // full width
    digits(0x1d7ce), // mathematical bold
    digits(0x1d7f6), // monospace
    address.replace(/[1-9]/g, digit => String.fromCodePoint(0x245f + Number(digit))), // circled
    address.replaceAll('.', '\u3002'),
    address.replaceAll('.', '\uff0e'),
    address.replaceAll('.', '\uff61'),
    address.replace('.', '\u00ad.'), // soft hyphen
    address.replace('.', '\u200b.'), // zero width space
    address.replace('.', '.\ufe0f'), // variation selector
    address.replace('.', '\t.\n'),
    `\\\\${address}`,
    `/${address}`,
  ]
}

const ipv6Local = [
  ...['[::1]', '[0:0:0:0:0:0:0:1]', '[0000:0000:0000:0000:0000:0000:0000:0001]', '[::0:1]', '[0::1]', '[0:0::0:1]'],
  ...['[::0001]', '[0::0.0.0.1]', '[::0.0.0.1]', '[0:0:0:0:0:0:0.0.0.1]', '[::]', '[0::]', '[0:0:0:0:0:0:0:0]'],
  ...['[::ffff:127.0.0.1]', '[::FFFF:7f00:1]', '[0:0:0:0:0:FfFf:7F00:0001]', '[::ffff:0.0.0.0]', '[::ffff:0:0]'],
  ...['localhost', 'LOCALHOST', 'ｌｏｃａｌｈｏｓｔ', '%6cocalhost', 'ⓛocalhost', 'local\u00adhost', 'loca\tlhost'],
]

function inIpv6(address: string): readonly string[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number)
  const hex = (high: number, low: number): string => (high * 256 + low).toString(16)
  const [groups, inverted] = [`${hex(a, b)}:${hex(c, d)}`, `${hex(255 - a, 255 - b)}:${hex(255 - c, 255 - d)}`]
  return [
    ...[`[::${address}]`, `[::${groups}]`, `[::ffff:0:${address}]`, `[::ffff:0:${groups}]`],
    ...[`[64:ff9b::${address}]`, `[64:ff9b::${groups}]`, `[64:ff9b:1::${groups}]`, `[2002:${groups}::1]`],
    ...[`[2001:0:${groups}::f7f7:f7f7]`, `[2001::808:808:0:0:${inverted}]`.replace('2001::', '2001:0:')],
    ...[`[2606:4700::5efe:${address}]`, `[2606:4700::200:5efe:${groups}]`],
    ...(local.includes(address) ? [] : [`[::ffff:${address}]`, `[::FFFF:${groups.toUpperCase()}]`]),
  ]
}

const ipv6Others = [
  ...[
    '[fe80::1]',
    '[fe80::1%25lo]',
    '[fe80::1%lo]',
    '[::1%25lo]',
    '[::1%lo]',
    '[fec0::1]',
    '[fc00::1]',
    '[fd00:ec2::254]',
  ],
  ...[
    'localhost.',
    'a.localhost',
    '[ff02::1]',
    '[ff0e::1]',
    '[100::1]',
    '[2001:db8::1]',
    '[3fff::1]',
    '[5f00::1]',
    '[2001:2::1]',
    '[2001:10::1]',
  ],
]

const userInfos = [
  ...['1.1.1.1@127.0.0.1', '1.1.1.1:80@127.0.0.1', '@127.0.0.1', ':@127.0.0.1', 'a.test%40127.0.0.1'],
  ...['127.0.0.1%00.a.test', '127.0.0.1%0d%0a', '127.0.0.1 .a.test', '[::1].a.test', '127.0.0.1:', '[127.0.0.1]'],
]
