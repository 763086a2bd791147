import type { JsonObject } from '@pylon/core'
import { type JwtAlgorithm, jwtAlgorithms } from './algorithm.ts'
import { readJsonSegment } from './json-segment.ts'
import type { JwtHeader, JwtReason } from './verdict.ts'

const ownHeader: JwtHeader = Object.freeze({ alg: 'HS256', typ: 'JWT' })

/** The header segment of every token Pylon mints: `{"alg":"HS256","typ":"JWT"}`. */
export const ownHeaderSegment = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9'

/** Reads a header and refuses whatever would let the token choose how it is checked. */
export function readHeader(segment: string, algorithms: readonly JwtAlgorithm[]): JwtHeader | JwtReason {
  const header = segment === ownHeaderSegment ? ownHeader : parseHeader(segment)
  if (typeof header === 'string') return header
  return algorithms.includes(header.alg) ? header : 'wrong_algorithm'
}

function parseHeader(segment: string): JwtHeader | JwtReason {
  const header = readJsonSegment(segment)
  if (typeof header === 'string') return header
  return headerProblem(header) ?? (header as JwtHeader)
}

function headerProblem(header: JsonObject): JwtReason | null {
  if (hasAny(header, criticalMembers)) return 'critical_header'
  if (hasAny(header, embeddedKeys)) return 'embedded_key'
  if (Object.hasOwn(header, 'enc')) return 'encrypted'
  if (!isTextOrAbsent(header.kid)) return 'malformed_header'
  if (!isTextOrAbsent(header.typ) || !isTokenType(header.typ)) return 'wrong_type'
  return (jwtAlgorithms as readonly unknown[]).includes(header.alg) ? null : 'wrong_algorithm'
}

/** No extension is known here, so none may be critical (RFC 7515 §4.1.11); `b64` changes what was signed (RFC 7797). */
const criticalMembers = ['crit', 'b64']

/** A key that comes with the token proves nothing (RFC 8725 §3.5). */
const embeddedKeys = ['jwk', 'jku', 'x5u', 'x5c']

const hasAny = (header: JsonObject, names: readonly string[]): boolean =>
  names.some(name => Object.hasOwn(header, name))

const isTextOrAbsent = (value: unknown): value is string | undefined => value === undefined || typeof value === 'string'

/** A logout token or another kind of the same issuer is no proof of who is calling (RFC 8725 §3.11). */
const isTokenType = (type: string | undefined): boolean => type === undefined || tokenTypes.test(type)

const tokenTypes = /^(?:application\/)?(?:at\+)?jwt$/i
