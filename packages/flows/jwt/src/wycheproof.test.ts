import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { jwtAlgorithms } from './algorithm.ts'
import { decodeBase64url } from './base64url.ts'
import { splitCompact } from './compact.ts'
import { readHeader } from './header.ts'
import { createJwkSet } from './jwk-set.ts'
import { createJwtSecret, isSignedWithSecret } from './secret.ts'
import { isSignedWithKey } from './signature.ts'

type Jwk = Readonly<Record<string, string>> & { readonly keys?: readonly Jwk[] }

interface Group {
  readonly private: Jwk
  readonly public?: Jwk
  readonly tests: readonly { readonly tcId: number; readonly comment: string; readonly jws: string; result: string }[]
}

function groupsOf(file: string): readonly Group[] {
  const url = new URL(`../test/vectors/${file}`, import.meta.url)
  return (JSON.parse(readFileSync(url, 'utf8')) as { readonly testGroups: readonly Group[] }).testGroups
}

/** Tells whether the signature is believed: all checks but those of the payload's JSON, which here is none. */
async function isBelieved(jws: string, { public: publicKey, private: privateKey }: Group): Promise<boolean> {
  const compact = splitCompact(jws)
  if (typeof compact === 'string' || decodeBase64url(compact.payload) === null) return false
  const header = readHeader(compact.header, jwtAlgorithms)
  if (typeof header === 'string') return false
  const key = publicKey ?? privateKey
  if (key.kty === 'oct') return isBySecret(key, compact.signedText, compact.signature)
  const fetch = async (): Promise<Response> => Response.json(key.keys === undefined ? { keys: [key] } : key)
  const lookup = await createJwkSet({ jwksUrl: 'https://issuer.example.com', fetch }).find(header.alg, null)
  return lookup.kind === 'found' && isSignedWithKey(compact.signedText, compact.signature, lookup.key)
}

function isBySecret(jwk: Jwk, text: string, signature: string): boolean {
  return isSignedWithSecret(text, signature, createJwtSecret(Buffer.from(jwk.k ?? '', 'base64url')))
}

/** What Wycheproof calls valid and we refuse. */
function refusalReason(file: string, { public: publicKey, private: privateKey }: Group, jws: string): string | null {
  const key = publicKey ?? privateKey
  const algorithm = key.alg ?? key.keys?.[0]?.alg ?? ''
  if (!['HS256', 'RS256', 'ES256'].includes(algorithm)) return 'an algorithm that Pylon does not read'
  if (file.includes('key') && (key.keys?.[0]?.kty ?? '') === 'oct') return 'a published key set holds no secrets'
  if (jws.includes('..')) return 'an empty payload is no JWT'
  if (/[^\w.-]/.test(jws)) return 'a character that is no base64url'
  return null
}

/** Two vectors lost the padding they are about, and are now, to the letter, the valid one of their group. */
const isAlsoCalledValid = ({ tests }: Group, jws: string): boolean =>
  tests.some(each => each.jws === jws && each.result === 'valid')

it('finds just two vectors that contradict another one: 367 and 370 are 357', () => {
  const groups = groupsOf('json_web_signature_test.json')
  const contradicted = groups.flatMap(group =>
    group.tests.filter(({ jws, result }) => result === 'invalid' && isAlsoCalledValid(group, jws)),
  )
  expect(contradicted.map(({ tcId }) => tcId)).toEqual([367, 370])
})

describe.each(['json_web_signature_test.json', 'json_web_key_test.json'])('%s', file => {
  const cases = groupsOf(file).flatMap(group =>
    group.tests.map(({ tcId, comment, jws, result }) => ({ tcId, comment, jws, result, group })),
  )

  it.each(cases)('$tcId $comment: $result', async ({ jws, result, group }) => {
    const isValid = result === 'valid' || isAlsoCalledValid(group, jws)
    const isExpected = isValid && refusalReason(file, group, jws) === null
    expect(await isBelieved(jws, group)).toBe(isExpected)
  })
})
