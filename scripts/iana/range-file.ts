import { parseAddress } from '../../packages/net-guard/src/address/address.ts'
import type { RegistryBlock } from './registry.ts'
import { csvUrl, type Family } from './source.ts'

/** The source file that holds a registry: the longest prefixes first, so that the most specific block decides. */
export function rangeFile(family: Family, blocks: readonly RegistryBlock[], updated: string): string {
  const width = family === 'ipv4' ? 32 : 128
  const sorted = blocks.map(block => toRange(block, width)).sort((a, b) => b.bits - a.bits || compare(a.words, b.words))
  return `import type { RegistryRange } from './range.ts'

/**
 * IANA ${family === 'ipv4' ? 'IPv4' : 'IPv6'} Special-Purpose Address Registry, last updated ${updated}; the first that holds an address decides.
 *
 * Written by scripts/iana-ranges.ts from ${csvUrl(family)}
 */
export const ${family}Ranges: readonly RegistryRange[] = [
${sorted.map(range => lineOf(range, 128 - width)).join('\n')}
]
`
}

interface Range extends RegistryBlock {
  readonly words: readonly number[]
  readonly bits: number
}

function toRange(block: RegistryBlock, width: number): Range {
  const [address = '', bits = ''] = block.block.split('/')
  const words = parseAddress(address)
  if (words === null || !/^\d+$/.test(bits) || Number(bits) > width) throw new Error(`${block.block} is no range`)
  return { ...block, words, bits: Number(bits) }
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((word, index) => word !== b[index])
  return (a[at] ?? 0) - (b[at] ?? 0)
}

/** IPv4 addresses are held in their IPv6-mapped form. */
function lineOf({ block, name, words, bits, isGlobal }: Range, offset: number): string {
  const start = words.map(hex).join(', ')
  return `  { start: [${start}], bits: ${bits + offset}, isGlobal: ${isGlobal} }, // ${block} ${name.replaceAll('"', '')}`
}

const hex = (word: number): string =>
  word < 10 ? `${word}` : `0x${word.toString(16).padStart(word > 0xffff ? 8 : 4, '0')}`
