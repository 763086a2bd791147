import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import { startKeyServer } from '../test/key-server.ts'
import { generateKey } from '../test/tokens.ts'
import type { JwksFetch } from './fetch-keys.ts'
import { createJwkSet } from './jwk-set.ts'

const [first, second, third] = [
  generateKey('ES256', 'first'),
  generateKey('ES256', 'second'),
  generateKey('RS256', 'third'),
]

async function createHarness(...jwks: readonly object[]) {
  const clock = Object.assign(() => clock.now, { now: 1_800_000_000 })
  const server = await startKeyServer(...jwks)
  const keys = createJwkSet({ jwksUrl: server.url, clock, allowInsecureRequests: true })
  const kindOf = async (keyId: string | null, algorithm: 'RS256' | 'ES256' = 'ES256'): Promise<string> =>
    (await keys.find(algorithm, keyId)).kind
  return { clock, server, keys, kindOf }
}

it('asks when the first token comes, once for all who ask at the same time, and not again for an hour', async () => {
  const { clock, server, kindOf } = await createHarness(first.jwk)
  expect(server.count()).toBe(0)
  expect(new Set(await Promise.all(Array.from({ length: 50 }, () => kindOf('first'))))).toEqual(new Set(['found']))
  clock.now += 3599
  expect([await kindOf('first'), server.count()]).toEqual(['found', 1])
  clock.now += 1
  expect([await kindOf('first'), server.count()]).toEqual(['found', 2])
})

it('follows a rotation right after the first question, and the next one half a minute later', async () => {
  const { clock, server, kindOf } = await createHarness(first.jwk)
  expect(await kindOf('first')).toBe('found')
  server.publish(second.jwk)
  expect([await kindOf('second'), server.count()]).toEqual(['found', 2])
  server.publish(third.jwk)
  expect([await kindOf('third', 'RS256'), server.count()]).toEqual(['unknown', 2])
  clock.now += 30
  expect([await kindOf('third', 'RS256'), server.count()]).toEqual(['found', 3])
})

it('follows a rotation: takes a new key at once, and forgets an old one within the hour', async () => {
  const { clock, server, kindOf } = await createHarness(first.jwk)
  expect(await kindOf('first')).toBe('found')
  server.publish(second.jwk)
  clock.now += 30
  expect([await kindOf('second'), await kindOf('first'), server.count()]).toEqual(['found', 'unknown', 2])
  server.publish(third.jwk)
  clock.now += 3600
  expect([await kindOf('second'), await kindOf('third', 'RS256'), server.count()]).toEqual(['unknown', 'found', 3])
})

it('asks at most once in 30 s, whatever 2,000 tokens name', async () => {
  const { clock, server, kindOf } = await createHarness(first.jwk)
  for (let secs = 0; secs < 60; secs += 1) {
    const kinds = await Promise.all(Array.from({ length: 33 }, (_, at) => kindOf(`unknown-${secs}-${at}`)))
    expect(new Set(kinds)).toEqual(new Set(['unknown']))
    expect(await kindOf('first')).toBe('found')
    expect(server.count()).toBe(secs === 0 ? 1 : secs <= 30 ? 2 : 3)
    clock.now += 1
  }
})

it('asks at most once in 30 s an issuer that fails', async () => {
  const { clock, server, kindOf } = await createHarness()
  server.answer((_, response) => void response.writeHead(500).end())
  for (let secs = 0; secs < 60; secs += 1) {
    expect(await kindOf('first')).toBe('unavailable')
    expect(server.count()).toBe(secs < 30 ? 1 : 2)
    clock.now += 1
  }
  server.publish(first.jwk)
  expect(await kindOf('first')).toBe('found')
})

it('serves the keys it has for a day while the issuer is down, and then none', async () => {
  const { clock, server, kindOf } = await createHarness(first.jwk)
  expect(await kindOf('first')).toBe('found')
  server.answer((_, response) => void response.destroy())
  for (const secs of [3600, 3600, 43_200, 35_999]) {
    clock.now += secs
    expect(await kindOf('first')).toBe('found')
  }
  clock.now += 1
  expect(await kindOf('first')).toBe('unavailable')
  server.publish(first.jwk)
  clock.now += 30
  expect(await kindOf('first')).toBe('found')
})

it('makes nobody wait for an issuer that hangs after it failed', async () => {
  const { clock, server, kindOf } = await createHarness(first.jwk)
  await kindOf('first')
  server.answer((_, response) => void response.destroy())
  clock.now += 3600
  await kindOf('first')
  let hanging: ServerResponse | null = null
  server.answer((_, response) => {
    hanging = response
  })
  clock.now += 30
  const startedAt = performance.now()
  expect(await kindOf('first')).toBe('found')
  expect(performance.now() - startedAt).toBeLessThan(2500)
  await expect.poll(() => hanging !== null).toBe(true)
})

it('waits five seconds for an issuer that hangs, and no longer', async () => {
  const { server, kindOf } = await createHarness()
  server.answer(() => {})
  const startedAt = performance.now()
  expect(await kindOf('first')).toBe('unavailable')
  expect(performance.now() - startedAt).toBeGreaterThan(4500)
  expect(performance.now() - startedAt).toBeLessThan(9000)
}, 20_000)

it('gives up on a fetch that does not listen to the signal', async () => {
  const fetch: JwksFetch = () => new Promise(() => {})
  const keys = createJwkSet({ jwksUrl: 'https://issuer.example.com', fetch })
  expect((await keys.find('RS256', 'a')).kind).toBe('unavailable')
}, 20_000)

it('serves no longer when the clock is set back, but asks again', async () => {
  const { clock, server, kindOf } = await createHarness(first.jwk)
  await kindOf('first')
  server.publish(second.jwk)
  clock.now -= 86_400
  expect([await kindOf('first'), await kindOf('second'), server.count()]).toEqual(['unknown', 'found', 2])
})

type Answer = (request: IncomingMessage, response: ServerResponse) => void

const keySet = JSON.stringify({ keys: [first.jwk] })

it.each<[string, Answer]>([
  ['a redirect', (_, response) => void response.writeHead(302, { Location: '/other.json' }).end()],
  ['another status', (_, response) => void response.writeHead(203).end(keySet)],
  ['an endless body', (_, response) => flood(response)],
  ['more than 256 KiB', (_, response) => void response.end(keySet + ' '.repeat(256 * 1024))],
  ['no JSON', (_, response) => void response.end('<html>')],
  ['null', (_, response) => void response.end('null')],
  ['no list', (_, response) => void response.end('{"keys":{}}')],
  ['no UTF-8', (_, response) => void response.end(Buffer.from([0x7b, 0xff, 0x7d]))],
  ['101 keys', (_, response) => void response.end(JSON.stringify({ keys: Array(101).fill(first.jwk) }))],
  [
    'half an answer',
    (_, response) => void response.writeHead(200, { 'Content-Length': 9999 }).write(keySet, () => response.destroy()),
  ],
])('takes no keys from %s', async (_, answer) => {
  const { server, kindOf } = await createHarness()
  server.answer((request, response) =>
    request.url === '/other.json' ? void response.end(keySet) : answer(request, response),
  )
  expect([await kindOf('first'), server.count()]).toEqual(['unavailable', 1])
})

function flood(response: ServerResponse): void {
  const chunk = Buffer.alloc(64 * 1024, ' ')
  const pour = (): void => {
    while (!response.destroyed && response.write(chunk));
  }
  response.on('drain', pour)
  pour()
}

it('tells a response that was redirected by a fetch of somebody else', async () => {
  const { server } = await createHarness(first.jwk)
  server.answer((request, response) =>
    request.url === '/other.json'
      ? void response.end(keySet)
      : void response.writeHead(302, { Location: '/other.json' }).end(),
  )
  const following: JwksFetch = (url, init) => fetch(url, { ...init, redirect: 'follow' })
  const keys = createJwkSet({ jwksUrl: server.url, fetch: following, allowInsecureRequests: true })
  expect((await keys.find('ES256', 'first')).kind).toBe('unavailable')
})

it('without a key id takes the one key of the algorithm, and none of two', async () => {
  const { server, clock, kindOf } = await createHarness(first.jwk, third.jwk)
  expect([await kindOf(null), await kindOf(null, 'RS256')]).toEqual(['found', 'found'])
  server.publish(first.jwk, second.jwk, third.jwk)
  clock.now += 3600
  expect([await kindOf(null), await kindOf(null, 'RS256')]).toEqual(['ambiguous', 'found'])
})

it('takes neither of two keys with one id', async () => {
  const { kindOf } = await createHarness(first.jwk, { ...second.jwk, kid: 'first' }, { ...third.jwk, kid: 'first' })
  expect([await kindOf('first'), await kindOf('first', 'RS256')]).toEqual(['ambiguous', 'found'])
})

const rsa1024 =
  'rJBIp6T1YK-RtPyvYqFFlcucqewSAA_IReSFchE8qyiQrbARqRlXWkB2DR8j_pJQnIpYELbQWZC5Cd0PTGAU8rMba9-LlPY_3nXvA-dUL9ACzhWmwrkuUrMnfFNMXHrUrZ4VpBT5J5aT6z6rZ6Q'

it.each<[string, object]>([
  ['for encryption', { ...third.jwk, use: 'enc' }],
  ['for other operations', { ...third.jwk, key_ops: ['encrypt'] }],
  ['whose operations are no list', { ...third.jwk, key_ops: 'verify' }],
  ['of another algorithm', { ...third.jwk, alg: 'RS512' }],
  ['for PSS', { ...third.jwk, alg: 'PS256' }],
  ['of a short modulus', { ...third.jwk, n: rsa1024 }],
  ['of a modulus beyond measure', { ...third.jwk, n: 'x'.repeat(20_000) }],
  ['of the exponent one', { ...third.jwk, e: 'AQ' }],
  ['of an even exponent', { ...third.jwk, e: 'Ag' }],
  ['with its private half', { ...third.jwk, ...third.privateKey.export({ format: 'jwk' }) }],
  ['without a modulus', { kty: 'RSA', kid: 'third', e: 'AQAB' }],
  ['whose members are no texts', { ...third.jwk, n: 5 }],
  ['whose id is no text', { ...third.jwk, kid: 5 }],
  ['that is a secret', { kty: 'oct', kid: 'third', k: 'A'.repeat(43), alg: 'RS256' }],
  ['of an elliptic curve', { ...first.jwk, kid: 'third', alg: 'RS256' }],
  ['of no kind', { kid: 'third' }],
])('ignores a key %s, and takes the others of the set', async (_, jwk) => {
  const { kindOf } = await createHarness(null as never, jwk, 'rubbish' as never, [] as never, first.jwk)
  expect([await kindOf('third', 'RS256'), await kindOf('first')]).toEqual(['unknown', 'found'])
})

it('takes a key that says what it is for', async () => {
  const { kindOf } = await createHarness({ ...third.jwk, use: 'sig', alg: 'RS256', key_ops: ['verify'], x5c: ['AA'] })
  expect(await kindOf('third', 'RS256')).toBe('found')
})

it.each(['http://issuer.example.com', 'ftp://a', 'file:///etc/passwd', 'https://u:p@a', 'https://u@a', '', 'a'])(
  'refuses to be made for %j',
  jwksUrl => {
    expect(() => createJwkSet({ jwksUrl })).toThrow('jwksUrl')
    if (!jwksUrl.startsWith('http:'))
      expect(() => createJwkSet({ jwksUrl, allowInsecureRequests: true })).toThrow('jwksUrl')
  },
)
