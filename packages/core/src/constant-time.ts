import { timingSafeEqual } from 'node:crypto'

/**
 * Compares two secrets in a time that depends on their lengths alone.
 *
 * @example
 * import { constantTimeEqual } from '@pylon/core'
 *
 * const isSame = constantTimeEqual('expected', 'received')
 */
export function constantTimeEqual(a: string | Uint8Array, b: string | Uint8Array): boolean {
  const left = toBytes(a)
  const right = toBytes(b)
  return left.byteLength === right.byteLength && timingSafeEqual(left, right)
}

const encoder = new TextEncoder()
const toBytes = (value: string | Uint8Array): Uint8Array => (typeof value === 'string' ? encoder.encode(value) : value)
