import type { JwtAlgorithm } from './algorithm.ts'
import { readHeader } from './header.ts'
import type { JwtHeader, JwtReason } from './verdict.ts'

export type HeaderReader = typeof readHeader

/** Longest segment that is remembered, in characters, and how many of them. */
const maxLength = 512
const maxCount = 32

/** Reads a header that came before from memory: an issuer has few, and each would cost a tenth of an RS256 check. */
export function createHeaderMemory(): HeaderReader {
  const remembered = new Map<string, JwtHeader>()

  function readAndRemember(segment: string, algorithms: readonly JwtAlgorithm[]): JwtHeader | JwtReason {
    const header = readHeader(segment, algorithms)
    if (typeof header === 'string' || segment.length > maxLength) return header
    if (remembered.size >= maxCount) remembered.clear() // made-up headers cost memory no more than this
    remembered.set(segment, Object.freeze(header))
    return header
  }

  return (segment, algorithms) => remembered.get(segment) ?? readAndRemember(segment, algorithms)
}
