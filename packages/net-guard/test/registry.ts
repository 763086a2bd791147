import { readFileSync } from 'node:fs'

/** A block as the registry's CSV has it, read apart from the tables of the package. */
export interface Block {
  readonly text: string
  readonly bits: number
  readonly first: bigint
  readonly last: bigint
  readonly isGlobal: boolean
}

export function readBlocks(family: 4 | 6): readonly Block[] {
  const csv = readFileSync(new URL(`../iana/iana-ipv${family}-special-registry-1.csv`, import.meta.url), 'utf8')
  const rows = csv.split('\r\n').slice(1).filter(Boolean)
  return rows.flatMap(row => {
    const blocks = row.match(/^(?:"([^"]*)|([^,]*))/)?.[0] ?? ''
    const isGlobal = row.split(',').at(-2) === 'True'
    return [...blocks.matchAll(/[\da-f.:]+\/\d+/g)].map(([text]) => toBlock(text, family, isGlobal))
  })
}

function toBlock(text: string, family: 4 | 6, isGlobal: boolean): Block {
  const [address = '', prefix = ''] = text.split('/')
  const width = family === 4 ? 32n : 128n
  const first = family === 4 ? ipv4ToBigInt(address) : ipv6ToBigInt(address)
  return { text, bits: Number(prefix), first, last: first + (1n << (width - BigInt(prefix))) - 1n, isGlobal }
}

const ipv4ToBigInt = (text: string): bigint => text.split('.').reduce((sum, octet) => sum * 256n + BigInt(octet), 0n)

function ipv6ToBigInt(text: string): bigint {
  const [head = [], tail = []] = text.split('::').map(half => half.split(':').filter(Boolean))
  const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail]
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n)
}

export const ipv4Text = (value: bigint): string => [24n, 16n, 8n, 0n].map(shift => (value >> shift) & 255n).join('.')

export const ipv6Text = (value: bigint): string =>
  Array.from({ length: 8 }, (_, at) => ((value >> BigInt(112 - at * 16)) & 0xffffn).toString(16)).join(':')
