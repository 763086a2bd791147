import { once } from 'node:events'
import { generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { expect, it } from 'vitest'
import { clientSecret, json, type Misbehaviour } from './fake-provider.ts'
import { ada, createHarness, type Harness, visitAsClient } from './harness.ts'

const failed = '502 OAUTH_TOKEN_EXCHANGE_FAILED'

/** The outcome of a sign-in at a provider that does something wrong, and the fault that the log is told of. */
async function signInAt(harness: Harness, wrong: Misbehaviour): Promise<readonly [string, string]> {
  const { open, acme, errors } = harness
  const browser = open()
  const begun = await browser.call('login/acme?callback=/done')
  acme.wrong = wrong
  const back = await browser.call('callback/acme', { body: acme.approve(begun.body.redirect, ada) })
  return [back.outcome, String(errors.at(-1)?.cause)]
}

async function expectNoTrace({ acme, stores, events, errors }: Harness, more = ''): Promise<void> {
  expect(events.map(({ name }) => name)).toEqual(['sign_in.failed'])
  expect(await stores.users.count()).toBe(0)
  const told = JSON.stringify([events, errors.map(error => [error.message, String(error.cause), error.details])]) + more
  const sent = new URLSearchParams(acme.requests.find(({ path }) => path === '/token')?.body)
  for (const secret of [clientSecret, sent.get('code'), sent.get('code_verifier'), 'access-', 'refresh-', 'eyJ']) {
    if (secret !== null) expect(told).not.toContain(secret)
  }
}

const headerOf = (alg: string): string => Buffer.from(JSON.stringify({ alg, typ: 'JWT' })).toString('base64url')
const payloadOf = (claims: JWTPayload): string => Buffer.from(JSON.stringify(claims)).toString('base64url')

const signedByStranger = async (claims: JWTPayload): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: 'key-1' })
    .sign((await generateKeyPair('ES256')).privateKey)

const signedWithSecret = (claims: JWTPayload): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(clientSecret))

const change = (claims: Record<string, unknown>): Misbehaviour => ({
  claims: good => ({ ...good, ...claims }) as JWTPayload,
})

it.each<[string, Misbehaviour, string]>([
  ['another nonce', change({ nonce: '0'.repeat(64) }), 'wrong_nonce'],
  ['no nonce', change({ nonce: undefined }), 'wrong_nonce'],
  ['a nonce that is no text', change({ nonce: ['x'] }), 'wrong_nonce'],
  ['another audience', change({ aud: 'somebody-else' }), 'wrong_audience'],
  ['no audience', change({ aud: undefined }), 'wrong_audience'],
  ['two audiences and no authorized party', change({ aud: ['acme-client', 'evil'] }), 'wrong_authorized_party'],
  ['another authorized party', change({ azp: 'evil' }), 'wrong_authorized_party'],
  ['another issuer', change({ iss: 'https://evil.example' }), 'wrong_issuer'],
  ['no issuer', change({ iss: undefined }), 'wrong_issuer'],
  ['a time that is over', change({ exp: 1_799_999_000 }), 'expired'],
  ['no end', change({ exp: undefined }), 'no_expiry'],
  ['a start in the future', change({ nbf: 1_800_009_999 }), 'not_yet_valid'],
  ['no subject', change({ sub: undefined }), 'malformed_subject'],
  ['an access token that is another’s', change({ at_hash: 'x'.repeat(22) }), 'wrong_access_token'],
  ['no signature', { sign: async claims => `${headerOf('none')}.${payloadOf(claims)}.` }, 'not_three_segments'],
  ['alg none', { sign: async claims => `${headerOf('none')}.${payloadOf(claims)}.AAAA` }, 'wrong_algorithm'],
  ['HS256 by the client’s secret', { sign: signedWithSecret }, 'wrong_algorithm'],
  ['the key of a stranger', { sign: signedByStranger }, 'wrong_signature'],
  ['a text that is no token', { sign: async () => 'hello' }, 'not_three_segments'],
  ['no id_token', { tokens: answer => ({ ...(answer as object), id_token: undefined }) }, 'missing'],
])('signs nobody in by an id_token with %s', async (_, wrong, reason) => {
  const harness = await createHarness()
  expect(await signInAt(harness, wrong)).toEqual([failed, `ProviderFault: acme: id_token: ${reason}`])
  await expectNoTrace(harness)
})

it.each<[string, NonNullable<Misbehaviour['tokens']>, string]>([
  ['an error with 200', () => ({ error: 'invalid_grant' }), 'invalid_grant'],
  ['an error that quotes the secret', () => ({ error: clientSecret }), 'unlisted_error'],
  ['no access token', () => ({ token_type: 'Bearer' }), 'no bearer token'],
  ['an access token that is no text', () => ({ access_token: { a: 1 } }), 'no bearer token'],
  ['another type of token', good => ({ ...(good as object), token_type: 'mac' }), 'no bearer token'],
  ['a list', () => [], 'no bearer token'],
  ['null', () => null, 'no bearer token'],
])('signs nobody in by a token answer with %s', async (_, tokens, reason) => {
  const harness = await createHarness()
  expect(await signInAt(harness, { tokens })).toEqual([failed, `ProviderFault: acme: token: ${reason}`])
  await expectNoTrace(harness)
})

it.each<[string, string, NonNullable<Misbehaviour['handlers']>[string], string]>([
  ['HTML', '/token', (_, response) => void response.end('<html>secret</html>'), 'token: not JSON'],
  [
    'bytes that are no text',
    '/token',
    (_, response) => void response.end(Buffer.from([0xff, 0xfe])),
    'token: not JSON',
  ],
  ['nothing', '/token', (_, response) => void response.end(), 'token: not JSON'],
  ['a cut connection', '/token', request => void request.socket.destroy(), 'token: unreachable (UND_ERR_SOCKET)'],
  [
    'an error that quotes what it was sent',
    '/token',
    (_, response, body) => json(response, 400, { error: body.replace(/\W/g, '_'), error_description: body }),
    'token: status 400, unlisted_error',
  ],
  [
    'a redirect to a private address',
    '/token',
    (_, response) => void response.writeHead(307, { Location: 'http://169.254.169.254/latest' }).end(),
    'token: redirect',
  ],
  ['401', '/userinfo', (_, response) => json(response, 401, {}), 'user_info: status 401'],
  [
    'another subject',
    '/userinfo',
    (_, response) => json(response, 200, { ...ada, sub: 'somebody-else' }),
    'user_info: other subject',
  ],
  ['no subject', '/userinfo', (_, response) => json(response, 200, { email: ada.email }), 'user_info: other subject'],
  [
    'a redirect with the access token',
    '/userinfo',
    (_, response) => void response.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end(),
    'user_info: redirect',
  ],
  ['no keys', '/jwks', (_, response) => json(response, 200, { keys: [] }), 'id_token: unknown_key'],
  ['an error', '/jwks', (_, response) => json(response, 500, {}), 'id_token: keys_unavailable'],
])('signs nobody in after %s from %s', async (_, path, handler, reason) => {
  const harness = await createHarness()
  expect(await signInAt(harness, { handlers: { [path]: handler } })).toEqual([failed, `ProviderFault: acme: ${reason}`])
  await expectNoTrace(harness)
})

it('reads no more than 256 KiB of an answer that has no end', async () => {
  const harness = await createHarness()
  let sentBytes = 0
  const handlers: Misbehaviour['handlers'] = {
    '/token': async (_, response) => {
      const chunk = Buffer.alloc(65_536, 32)
      const closed = once(response, 'close')
      for (; sentBytes < 10_485_760 && !response.destroyed; sentBytes += chunk.length) {
        if (!response.write(chunk)) await Promise.race([once(response, 'drain'), closed])
      }
      response.end()
    },
  }
  expect(await signInAt(harness, { handlers })).toEqual([failed, 'ProviderFault: acme: token: too large'])
  expect(sentBytes).toBeLessThan(10_485_760)
})

it.each(['/token', '/userinfo'])(
  'waits for an answer of %s that never ends no longer than it was told to',
  async path => {
    const harness = await createHarness({ timeoutSecs: 0.3 })
    const began = performance.now()
    const handlers: Misbehaviour['handlers'] = { [path]: (_, response) => void response.writeHead(200).write('{') }
    const [outcome, fault] = await signInAt(harness, { handlers })
    expect([outcome, fault]).toEqual([failed, expect.stringMatching(/^ProviderFault: acme: \w+: timeout$/)])
    expect(performance.now() - began).toBeLessThan(3000)
  },
)

it.each([
  ['nobody', undefined],
  ['another', 'https://evil.example'],
])('takes no answer that %s says to have given (RFC 9207)', async (_, iss) => {
  const harness = await createHarness()
  const { open, acme, errors } = harness
  const browser = open()
  const begun = await browser.call('login/acme?callback=/done')
  const { code, state } = acme.approve(begun.body.redirect, ada)
  expect((await browser.call('callback/acme', { body: { code, state, iss } })).outcome).toBe(failed)
  expect(String(errors[0]?.cause)).toBe('ProviderFault: acme: authorization: wrong_issuer')
  expect(acme.requests.map(({ path }) => path)).not.toContain('/token')
})

it.each<[string, Misbehaviour, string]>([
  ['another issuer', { discovery: good => ({ ...good, issuer: 'https://evil.example' }) }, 'wrong issuer'],
  ['no issuer', { discovery: () => ({}) }, 'wrong issuer'],
  [
    'an endpoint that is not secure',
    { discovery: good => ({ ...good, token_endpoint: 'http://10.0.0.1/token' }) },
    'token_endpoint is no https URL',
  ],
  [
    'a place for keys that is a file',
    { discovery: good => ({ ...good, jwks_uri: 'file:///etc/passwd' }) },
    'jwks_uri is no https URL',
  ],
  [
    'an error',
    { handlers: { '/.well-known/openid-configuration': (_, response) => json(response, 500, {}) } },
    'status 500',
  ],
])('begins nothing at a provider whose discovery has %s, and begins once it is right', async (_, wrong, reason) => {
  const { open, acme, errors } = await createHarness()
  acme.wrong = wrong
  expect((await open().call('login/acme?callback=/done')).outcome).toBe('502 OAUTH_PROVIDER_BROKEN')
  expect(String(errors[0]?.cause)).toBe(`ProviderFault: acme: discovery: ${reason}`)
  acme.wrong = {}
  expect((await open().call('login/acme?callback=/done')).outcome).toBe('200')
})

it('asks for discovery once an hour, however many come together', async () => {
  const { open, acme, now } = await createHarness()
  const countOf = (): number => acme.requests.filter(({ path }) => path.includes('openid-configuration')).length
  await Promise.all(Array.from({ length: 20 }, () => open().call('login/acme?callback=/done')))
  expect(countOf()).toBe(1)
  now.at += 3599
  await open().call('login/acme?callback=/done')
  expect(countOf()).toBe(1)
  now.at += 1
  await open().call('login/acme?callback=/done')
  expect(countOf()).toBe(2)
})

it('follows a provider that changes its keys', async () => {
  const { open, acme, now } = await createHarness()
  expect((await visitAsClient(open(), acme, ada)).outcome).toBe('200')
  await acme.rotateKeys()
  now.at += 31
  expect((await visitAsClient(open(), acme, ada)).outcome).toBe('200')
})

it('sends the client’s secret in the header alone, and redeems no code twice', async () => {
  const { open, acme } = await createHarness()
  const browser = open()
  const begun = await browser.call('login/acme?callback=/done')
  const answer = acme.approve(begun.body.redirect, ada)
  await browser.call('callback/acme', { body: answer })
  await browser.call('callback/acme', { body: answer })
  const [sent, ...more] = acme.requests.filter(({ path }) => path === '/token')
  expect(more).toEqual([])
  expect(sent?.authorization).toBe(`Basic ${btoa(`acme-client:${clientSecret}`)}`)
  expect(sent?.body).not.toContain(clientSecret)
})
