import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { type Block, ipv4Text, ipv6Text, readBlocks } from '../../test/registry.ts'
import { isPublicAddress } from './is-public-address.ts'

const ipv4Blocks = readBlocks(4)
const ipv6Blocks = readBlocks(6)

/** What the most specific block says; null outside of all. */
function verdict(blocks: readonly Block[], value: bigint): boolean | null {
  const holding = blocks.filter(({ first, last }) => first <= value && value <= last)
  return holding.toSorted((a, b) => b.bits - a.bits)[0]?.isGlobal ?? null
}

const isPublicIpv4 = (value: bigint): boolean => verdict(ipv4Blocks, value) ?? value >> 28n !== 0xen

const isIsatap = (value: bigint): boolean => [0x5efen, 0x2005efen].includes((value >> 32n) & 0xffffffffn)

function isPublicIpv6(value: bigint): boolean {
  const high = value >> 32n
  if (high === 0xffffn || high === 0x64ff9bn << 64n) return isPublicIpv4(value & 0xffffffffn)
  if (isIsatap(value) && !isPublicIpv4(value & 0xffffffffn)) return false
  return verdict(ipv6Blocks, value) ?? value >> 125n === 1n
}

/** First, last and its neighbours; and one within. */
const edges = ({ first, last }: Block, limit: bigint): readonly bigint[] =>
  [first - 1n, first, first + (last - first) / 2n, last, last + 1n].filter(value => value >= 0n && value < limit)

it(`judges the edges of all ${ipv4Blocks.length} IPv4 and ${ipv6Blocks.length} IPv6 blocks as the registries do`, () => {
  expect([ipv4Blocks.length, ipv6Blocks.length]).toEqual([26, 25])
  for (const value of ipv4Blocks.flatMap(block => edges(block, 1n << 32n))) {
    expect([ipv4Text(value), isPublicAddress(ipv4Text(value))]).toEqual([ipv4Text(value), isPublicIpv4(value)])
  }
  for (const value of ipv6Blocks.flatMap(block => edges(block, 1n << 128n))) {
    expect([ipv6Text(value), isPublicAddress(ipv6Text(value))]).toEqual([ipv6Text(value), isPublicIpv6(value)])
  }
})

it('judges 10,000 random addresses in and beside the blocks as the registries do', () => {
  const random = (bytes: number): bigint => BigInt(`0x${randomBytes(bytes).toString('hex')}`)
  for (let round = 0; round < 5_000; round++) {
    const block4 = ipv4Blocks[round % ipv4Blocks.length]
    const value4 = round % 2 === 0 ? random(4) : ((block4?.first ?? 0n) + (random(4) >> 8n)) % (1n << 32n)
    if (isPublicAddress(ipv4Text(value4)) !== isPublicIpv4(value4)) throw new Error(ipv4Text(value4))
    const block6 = ipv6Blocks[round % ipv6Blocks.length]
    const value6 = ((block6?.first ?? 0n) ^ (random(16) >> BigInt(round % 128))) % (1n << 128n)
    if (isPublicAddress(ipv6Text(value6)) !== isPublicIpv6(value6)) throw new Error(ipv6Text(value6))
  }
})
