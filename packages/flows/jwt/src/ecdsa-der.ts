/** Bytes of each of the two numbers of an ES256 signature (RFC 7518 §3.4). */
const size = 32

/** Writes the two numbers of an ES256 signature as DER; null when they are not 64 bytes. */
export function derFromRaw(raw: Uint8Array): Uint8Array | null {
  if (raw.length !== 2 * size) return null
  const der = new Uint8Array(2 * size + 8)
  const rEnd = writeInteger(der, 2, raw, 0)
  const end = writeInteger(der, rEnd, raw, size)
  der[0] = 0x30
  der[1] = end - 2
  return der.subarray(0, end)
}

/** Answers where it ended: DER drops leading zeros and puts one before a set top bit. */
function writeInteger(der: Uint8Array, at: number, raw: Uint8Array, from: number): number {
  let start = from
  while (start < from + size - 1 && raw[start] === 0) start += 1
  const padding = (raw[start] ?? 0) >= 0x80 ? 1 : 0
  const length = from + size - start + padding
  der[at] = 0x02
  der[at + 1] = length
  der.set(raw.subarray(start, from + size), at + 2 + padding)
  return at + 2 + length
}
