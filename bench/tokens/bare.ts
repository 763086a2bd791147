import { createHmac, type KeyObject, timingSafeEqual, verify } from 'node:crypto'
import { digestOf, type ForeignIssuer } from './foreign-issuers.ts'

/** The least that says who an HS256 token is of: no check of header, time, issuer or form. */
export function bareHmac(token: string, key: KeyObject): unknown {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const expected = createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url')
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) return null
  return JSON.parse(Buffer.from(payload, 'base64url').toString())
}

export interface BareToken {
  readonly alg: ForeignIssuer['alg']
  readonly text: Buffer
  readonly payload: string
  readonly signature: Buffer
}

/** Signatures in the form that node verifies fastest, taken apart beforehand. */
export function bareToken({ alg, token }: ForeignIssuer): BareToken {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const bytes = Buffer.from(signature, 'base64url')
  const raw = { alg, text: Buffer.from(`${header}.${payload}`), payload, signature: bytes }
  return alg === 'ES256' ? { ...raw, signature: derOf(bytes) } : raw
}

export function bareSignature({ alg, text, payload, signature }: BareToken, key: KeyObject): unknown {
  if (!verify(digestOf(alg), text, key, signature)) return null
  return JSON.parse(Buffer.from(payload, 'base64url').toString())
}

/** Two integers of 32 bytes as DER writes them (RFC 3279 §2.2.3). */
function derOf(bytes: Buffer): Buffer {
  const numbers = [bytes.subarray(0, 32), bytes.subarray(32)].map(integerOf)
  const body = Buffer.concat(numbers)
  return Buffer.concat([Buffer.from([0x30, body.length]), body])
}

function integerOf(bytes: Buffer): Buffer {
  let at = 0
  while (at < bytes.length - 1 && bytes[at] === 0) at++
  const digits = bytes.subarray(at)
  const sign = (digits[0] ?? 0) >= 0x80 ? [0] : []
  return Buffer.from([0x02, digits.length + sign.length, ...sign, ...digits])
}
