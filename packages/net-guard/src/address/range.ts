import { isIPv4 } from 'node:net'
import { type Address, parseAddress } from './address.ts'

/** The addresses that share the first `bits` bits of `start`. */
export interface AddressRange {
  readonly start: Address
  readonly bits: number
}

/** A block of IANA's special-purpose registries. */
export interface RegistryRange extends AddressRange {
  /** Whether the registry marks it globally reachable. */
  readonly isGlobal: boolean
}

export function isInRange([a, b, c, d]: Address, { start, bits }: AddressRange): boolean {
  return (
    haveCommonPrefix(a, start[0], bits) &&
    haveCommonPrefix(b, start[1], bits - 32) &&
    haveCommonPrefix(c, start[2], bits - 64) &&
    haveCommonPrefix(d, start[3], bits - 96)
  )
}

/** Tells whether two words share their first `bits` bits; none below 1, all from 32 on. */
function haveCommonPrefix(word: number, other: number, bits: number): boolean {
  if (bits <= 0) return true
  return (word ^ other) >>> Math.max(0, 32 - bits) === 0
}

/** Reads `10.0.0.0/8` or `fd00::/8`; null for anything else. */
export function parseRange(text: string): AddressRange | null {
  const [, address = '', digits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? []
  const start = parseAddress(address)
  const offset = isIPv4(address) ? 96 : 0
  const bits = Number(digits) + offset
  return start === null || bits > 128 ? null : { start, bits }
}
