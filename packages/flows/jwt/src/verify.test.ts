import { describe, expect, it } from 'vitest'
import {
  encode,
  generateKey,
  hs256,
  hs256Header,
  issuer,
  now,
  payloadWith,
  secretText,
  signedBy,
} from '../test/tokens.ts'
import { createJwkSet } from './jwk-set.ts'
import { createJwtSecret } from './secret.ts'
import { verifyJwt, verifySecretJwt } from './verify.ts'

const secret = createJwtSecret(secretText)
const good = hs256(hs256Header, payloadWith())

const outcomeOf = (token: string, more: object = {}): string => {
  const verdict = verifySecretJwt(token, { secret, expectedIssuer: issuer, now, ...more })
  return verdict.ok ? 'ok' : verdict.reason
}
const ofHeader = (header: string): string => outcomeOf(hs256(header, payloadWith()))
const ofPayload = (payload: string | Uint8Array): string => outcomeOf(hs256(hs256Header, payload))
const ofClaims = (members: object, more: object = {}): string =>
  outcomeOf(hs256(hs256Header, payloadWith(members)), more)

it('gives the claims and the header of a token that verifies', () => {
  const token = hs256('{"alg":"HS256","kid":"a","typ":"at+jwt"}', payloadWith({ roles: ['member'], deep: { a: [{}] } }))
  const claims = { iss: issuer, sub: 'user-1', iat: now, exp: now + 3600, roles: ['member'], deep: { a: [{}] } }
  const verdict = verifySecretJwt(token, { secret, expectedIssuer: issuer, now })
  expect(verdict).toEqual({ ok: true, claims, header: { alg: 'HS256', kid: 'a', typ: 'at+jwt' } })
})

it.each([
  'none',
  'None',
  'NONE',
  'nOnE',
  'hs256',
  'HS256 ',
  'HS384',
  'HS512',
  'RS256',
  'ES256',
  'EdDSA',
  '',
  'constructor',
])('refuses alg %j, signed or not', alg => {
  expect(ofHeader(JSON.stringify({ alg }))).toBe('wrong_algorithm')
  expect(outcomeOf(`${encode(JSON.stringify({ alg }))}.${encode(payloadWith())}.`)).toBe('not_three_segments')
})

it.each([
  ['{"typ":"JWT"}', 'wrong_algorithm'],
  ['{"alg":null}', 'wrong_algorithm'],
  ['{"alg":["HS256"]}', 'wrong_algorithm'],
  ['{"alg":{"toString":"HS256"}}', 'wrong_algorithm'],
  ['{"alg":"HS256","crit":["exp"],"exp":1}', 'critical_header'],
  ['{"alg":"HS256","crit":[]}', 'critical_header'],
  ['{"alg":"HS256","crit":null}', 'critical_header'],
  ['{"alg":"HS256","b64":false}', 'critical_header'],
  ['{"alg":"HS256","jwk":{"kty":"oct","k":"AA"}}', 'embedded_key'],
  ['{"alg":"HS256","jku":"https://evil.example"}', 'embedded_key'],
  ['{"alg":"HS256","x5u":"https://evil.example"}', 'embedded_key'],
  ['{"alg":"HS256","x5c":["AA"]}', 'embedded_key'],
  ['{"alg":"HS256","enc":"A128GCM"}', 'encrypted'],
  ['{"alg":"HS256","kid":5}', 'malformed_header'],
  ['{"alg":"HS256","typ":"logout+jwt"}', 'wrong_type'],
  ['{"alg":"HS256","typ":7}', 'wrong_type'],
  ['{"alg":"none","alg":"HS256"}', 'duplicate_member'],
  ['{"alg":"HS256","alg":"HS256"}', 'duplicate_member'],
  ['{"alg":"HS256","\\u0061lg":"HS256"}', 'duplicate_member'],
  ['["HS256"]', 'not_a_json_object'],
  ['null', 'not_a_json_object'],
  ['"HS256"', 'not_a_json_object'],
  ['{"alg":"HS256"', 'not_a_json_object'],
  ['{"alg":"HS256"}{}', 'not_a_json_object'],
  ['\ufeff{"alg":"HS256"}', 'not_a_json_object'],
])('refuses the header %s: %s', (header, reason) => {
  expect(ofHeader(header)).toBe(reason)
})

it.each(['JWT', 'jwt', 'at+jwt', 'application/jwt', 'application/at+jwt'])('takes a token of type %s', typ => {
  expect(ofHeader(JSON.stringify({ alg: 'HS256', typ }))).toBe('ok')
})

describe('duplicate members of the payload', () => {
  it.each([
    payloadWith().replace('{', '{"sub":"someone-else",'),
    payloadWith().replace('}', ',"sub":"someone-else"}'),
    payloadWith().replace('}', ',"\\u0073ub":"someone-else"}'),
    payloadWith().replace('}', ' , "exp" \n: 9e9}'),
    payloadWith().replace('}', ',"a":{"b":[{"c":1,"c":1}]}}'),
    payloadWith().replace('}', ',"__proto__":1,"__proto__":2}'),
    payloadWith().replace('}', ',"":1,"":2}'),
    payloadWith().replace('}', ',"a\\\\":1,"a\\\\":2}'),
    payloadWith().replace('}', ',"\\"":1,"\\"":2}'),
  ])('%s: refused', payload => {
    expect(ofPayload(payload)).toBe('duplicate_member')
  })

  it.each([
    { text: 'a":"b":"c": {"sub":"x","sub":"y"}' },
    { 'a":"b': '\\', c: '\\"', d: '\\\\"\\:' },
    { a: { sub: 1 }, b: { sub: 2 }, list: [{ sub: 3 }, { sub: 4 }] },
    { ['__proto__']: { sub: 'x' } },
    { 'a:b': ':', '"': '":' },
  ])('%j: none, and taken', members => {
    expect(ofClaims(members)).toBe('ok')
    expect(ofPayload(JSON.stringify(JSON.parse(payloadWith(members)), null, '\t'))).toBe('ok')
  })
})

it('refuses a payload that is no UTF-8, no object, or nests too deep', () => {
  const bytes = Buffer.from(payloadWith({ name: '#' }))
  bytes[bytes.indexOf('#')] = 0xff
  expect(ofPayload(bytes)).toBe('not_a_json_object')
  expect(ofPayload(Buffer.concat([Buffer.from(payloadWith()), Buffer.from([0xed, 0xa0, 0x80])]))).toBe(
    'not_a_json_object',
  )
  for (const payload of ['[]', '1', '"a"', 'null', '', ' ']) expect(ofPayload(payload)).not.toBe('ok')
  const nested = (depth: number): string => payloadWith().replace('}', `,"a":${'['.repeat(depth)}${']'.repeat(depth)}}`)
  expect(ofPayload(nested(31))).toBe('ok')
  expect(ofPayload(nested(32))).toBe('nested_too_deep')
  expect(ofPayload('['.repeat(3000))).toBe('not_a_json_object')
  expect(ofPayload(nested(2800))).toBe('nested_too_deep')
})

it.each([
  ['exp', undefined, 'no_expiry'],
  ['exp', null, 'malformed_time'],
  ['exp', String(now + 60), 'malformed_time'],
  ['exp', true, 'malformed_time'],
  ['exp', [now + 60], 'malformed_time'],
  ['exp', Number.MAX_SAFE_INTEGER + 1, 'malformed_time'],
  ['exp', 1e300, 'malformed_time'],
  ['exp', now, 'expired'],
  ['exp', now + 0.5, 'ok'],
  ['exp', now - 0.5, 'expired'],
  ['exp', -1, 'expired'],
  ['nbf', now, 'ok'],
  ['nbf', now + 1, 'not_yet_valid'],
  ['nbf', '0', 'malformed_time'],
  ['iat', '0', 'malformed_time'],
  ['iat', null, 'malformed_time'],
  ['iss', undefined, 'wrong_issuer'],
  ['iss', `${issuer}/`, 'wrong_issuer'],
  ['iss', [issuer], 'wrong_issuer'],
  ['sub', undefined, 'malformed_subject'],
  ['sub', '', 'malformed_subject'],
  ['sub', 5, 'malformed_subject'],
  ['sub', ['user-1'], 'malformed_subject'],
  ['sub', 'a\ud800b', 'malformed_subject'],
  ['aud', 'somebody else', 'wrong_audience'],
])('%s %j: %s', (name, value, outcome) => {
  expect(ofClaims({ [name]: value })).toBe(outcome)
})

it('refuses times that are no finite numbers', () => {
  for (const name of ['exp', 'nbf', 'iat']) {
    for (const text of ['1e400', '-1e400']) {
      expect(ofPayload(payloadWith({ [name]: 7 }).replace(`"${name}":7`, `"${name}":${text}`))).toBe('malformed_time')
    }
  }
})

it('allows for the skew of a clock, and no second more', () => {
  expect(ofClaims({ exp: now - 59 }, { clockSkewSecs: 60 })).toBe('ok')
  expect(ofClaims({ exp: now - 60 }, { clockSkewSecs: 60 })).toBe('expired')
  expect(ofClaims({ nbf: now + 60 }, { clockSkewSecs: 60 })).toBe('ok')
  expect(ofClaims({ nbf: now + 61 }, { clockSkewSecs: 60 })).toBe('not_yet_valid')
})

it.each([
  ['api', 'api', 'ok'],
  ['api', ['web', 'api'], 'ok'],
  [['web', 'api'], 'api', 'ok'],
  ['api', undefined, 'wrong_audience'],
  ['api', [], 'wrong_audience'],
  ['api', 'API', 'wrong_audience'],
  ['api', 'api2', 'wrong_audience'],
  ['api', ['web', 5, 'api'], 'wrong_audience'],
  ['api', { 0: 'api', length: 1 }, 'wrong_audience'],
  [null, 'api', 'wrong_audience'],
  [null, undefined, 'ok'],
])('expects the audience %j, finds %j: %s', (expectedAudience, aud, outcome) => {
  expect(ofClaims({ aud }, { expectedAudience })).toBe(outcome)
})

it('takes no other spelling of a token: padding, foreign characters, stray bits', () => {
  const segments = good.split('.')
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= \n\u0141'
  for (const [at, segment] of segments.entries()) {
    const spellings = [...alphabet].flatMap(letter => [
      segment + letter,
      segment.slice(0, -1) + letter,
      letter + segment,
    ])
    for (const spelling of [...spellings, `${segment}==`, segment.slice(0, -1)]) {
      const other = segments.with(at, spelling).join('.')
      expect(outcomeOf(other) === 'ok', other).toBe(other === good)
    }
  }
})

it('takes no other spelling of a foreign signature', async () => {
  for (const algorithm of ['RS256', 'ES256', 'EdDSA'] as const) {
    const key = generateKey(algorithm, 'k')
    const keys = createJwkSet({ jwksUrl: 'https://a.example', fetch: async () => Response.json({ keys: [key.jwk] }) })
    const expected = {
      keys,
      algorithms: [algorithm],
      expectedIssuer: issuer,
      expectedAudience: 'https://api.example.com',
      now,
    }
    const token = signedBy(key)
    expect((await verifyJwt(token, expected)).ok).toBe(true)
    for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= ') {
      for (const other of [token.slice(0, -1) + letter, token + letter]) {
        expect((await verifyJwt(other, expected)).ok, other).toBe(other === token)
      }
    }
  }
})

it('refuses other shapes than three segments', () => {
  const [header = '', payload = '', signature = ''] = good.split('.')
  const jwe = [header, 'a', 'b', 'c', 'd'].join('.')
  const unsigned = [
    `${header}.${payload}.`,
    `${header}..${signature}`,
    `.${payload}.${signature}`,
    `${header}.${payload}`,
  ]
  for (const token of ['', '.', '..', '...', 'a', ' ', jwe, ...unsigned, `${good}.`, `${good}.a`, `.${good}`]) {
    expect(outcomeOf(token), token).toBe('not_three_segments')
  }
  for (const token of [null, undefined, 5, {}, [good]]) expect(outcomeOf(token as never)).toBe('not_three_segments')
})

it('refuses more than 8192 characters, however well signed, and takes as many', () => {
  const ofFillers = (inHeader: number, inPayload: number): string =>
    hs256(`${hs256Header}${' '.repeat(inHeader)}`, payloadWith({ filler: 'x'.repeat(inPayload) }))
  const tokens = [0, 1, 2, 3].flatMap(inHeader => Array.from({ length: 16 }, (_, at) => ofFillers(inHeader, 5980 + at)))
  const around = [8190, 8191, 8192, 8193, 8194].map(length => tokens.find(token => token.length === length) ?? '')
  expect(around.map(token => [token.length, outcomeOf(token)])).toEqual([
    [8190, 'ok'],
    [8191, 'ok'],
    [8192, 'ok'],
    [8193, 'too_long'],
    [8194, 'too_long'],
  ])
})

it('verifies by former secrets, and by no other', () => {
  const rotated = createJwtSecret('the next long random secret of the application', [secretText])
  expect(outcomeOf(good, { secret: rotated })).toBe('ok')
  expect(outcomeOf(good, { secret: createJwtSecret('the next long random secret of the application') })).toBe(
    'wrong_signature',
  )
})

it('never holds an HS256 token against a public key, nor another one against a secret', async () => {
  const key = generateKey('RS256', 'k')
  const keys = createJwkSet({ jwksUrl: 'https://a.example', fetch: async () => Response.json({ keys: [key.jwk] }) })
  const pem = key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const confused = hs256('{"alg":"HS256","kid":"k"}', payloadWith(), pem)
  const expected = { algorithms: ['HS256', 'RS256'] as const, expectedIssuer: issuer, now }
  expect(await verifyJwt(confused, { ...expected, keys })).toEqual({ ok: false, reason: 'unknown_key' })
  expect(await verifyJwt(signedBy(key), { ...expected, keys: secret })).toEqual({
    ok: false,
    reason: 'wrong_algorithm',
  })
  expect(await verifyJwt(good, { ...expected, algorithms: ['RS256'], keys: secret })).toEqual({
    ok: false,
    reason: 'wrong_algorithm',
  })
  expect((await verifyJwt(good, { ...expected, keys: secret })).ok).toBe(true)
})

it('refuses a megabyte a thousand times in less than a second', () => {
  const megabyte = 'x'.repeat(1_000_000)
  const tokens = [megabyte, `${good}${megabyte}`, `${'a.'.repeat(500_000)}`, `${good}.${megabyte}`]
  const startedAt = performance.now()
  for (let round = 0; round < 250; round += 1) for (const token of tokens) expect(outcomeOf(token)).toBe('too_long')
  expect(performance.now() - startedAt).toBeLessThan(1000)
})

it.each([
  ['quotes', '"'],
  ['backslashes', '\\'],
  ['escaped quotes', '\\"'],
  ['colons', ':'],
  ['openings', '{"a":['],
  ['members', '"a":1,'],
])('refuses what is full of %s as fast as anything', (_, part) => {
  const payload = part.repeat(Math.floor(6000 / part.length))
  const tokens = [payload, `{"a":"${payload}"}`, `{${payload}"a":1}`].flatMap(text => [
    hs256(hs256Header, text),
    hs256(text, payloadWith()),
  ])
  const startedAt = performance.now()
  for (let round = 0; round < 100; round += 1) for (const token of tokens) expect(outcomeOf(token)).not.toBe('ok')
  expect(performance.now() - startedAt).toBeLessThan(1000)
})

it('answers every one of 20,000 mangled tokens, and believes none', () => {
  const random = generator(7)
  for (let round = 0; round < 20_000; round += 1) {
    const token = mangle(good, random)
    expect(outcomeOf(token) === 'ok', token).toBe(token === good)
  }
})

it('answers for every mangled payload that was signed all the same', () => {
  const random = generator(11)
  for (let round = 0; round < 20_000; round += 1) {
    const payload = mangle(payloadWith({ aud: 'api', roles: ['a', { b: '\\"' }] }), random)
    const verdict = verifySecretJwt(hs256(hs256Header, payload), { secret, expectedIssuer: issuer, now })
    if (verdict.ok) expect(verdict.claims).toMatchObject({ iss: issuer, sub: expect.any(String) })
  }
})

/** Numbers from 0 to below `limit`, the same in every run. */
function generator(seed: number): (limit: number) => number {
  let state = seed
  return limit => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

function mangle(text: string, random: (limit: number) => number): string {
  let mangled = text
  for (let change = 0; change <= random(3); change += 1) {
    const at = random(mangled.length)
    const letter = String.fromCharCode(random(8) === 0 ? random(65_536) : random(128))
    mangled = mangled.slice(0, at) + (random(3) === 0 ? '' : letter) + mangled.slice(at + random(3))
  }
  return mangled
}
