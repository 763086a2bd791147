import { describe, expect, it } from 'vitest'
import { cleanMeta } from './meta.ts'
import { cleanText } from './scrub.ts'

const hex = '0123456789abcdef'.repeat(4)
const jwt = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${'s'.repeat(43)}`

describe('cleanMeta', () => {
  it.each([
    'password',
    'newPassword',
    'token',
    'access_token',
    'tokens',
    'clientSecret',
    'Authorization',
    'set-cookie',
    'api_key',
    'apiKey',
    'private_key',
    'code',
    'otp',
    'backup_codes',
    'magic_code',
    'verificationCode',
    'pin',
    'jwt',
  ])('strikes out what is called %s, at any depth', name => {
    expect(cleanMeta({ a: [{ [name]: 'hunter2' }], [name]: 482_913 })).toEqual({
      a: [{ [name]: '[redacted]' }],
      [name]: '[redacted]',
    })
  })

  it('strikes out whatever stands under such a name, a whole object too', () => {
    expect(JSON.stringify(cleanMeta({ credentials: { user: 'ada', words: ['hunter2'] } }))).not.toContain('hunter2')
  })

  it('keeps what only tells of a secret', () => {
    const meta = {
      api_key_id: 'key_1',
      token_count: 3,
      has_password: true,
      password_changed_at: 17,
      country_code: 'AT',
      codec: 'x',
      revoked_sessions: 2,
      token: null,
      scopes: ['docs:read'],
      method: 'magic_code',
      token_prefix: 'pylon_ab',
    }
    expect(cleanMeta(meta)).toEqual(meta)
  })

  it.each([
    `pylon_${hex}`,
    `pylonc_${hex}`,
    `admin_${hex}`,
    hex,
    `pk.abc.${'d'.repeat(43)}`,
    jwt,
    'Bearer abcdef.123',
    'basic dXNlcjpwYXNz',
    'sk_live_abcdefgh1234',
    `ghp_${'a'.repeat(36)}`,
    'postgres://ada:hunter2@db/x',
    'https://a.example/cb?code=4/abc&x=1',
    '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA\n-----END',
  ])('cuts %s out of any text', secret => {
    const text = JSON.stringify(cleanMeta({ note: `before ${secret} after`, list: [secret] }))
    for (const part of [
      hex,
      'd'.repeat(43),
      's'.repeat(43),
      'abcdef.123',
      'dXNl',
      'live_a',
      'aaaa',
      'hunter2',
      '4/abc',
      'MC4C',
    ])
      expect(text).not.toContain(part)
    expect(text).toContain('before')
  })

  it('leaves no half of a token where a long text is cut', () => {
    expect(cleanText(`${'x'.repeat(295)}pylon_${hex}`, 300)).toBe(`${'x'.repeat(295)}[red…`)
    expect(cleanText(`${'x'.repeat(70_000)}`, 300)).toBe('[too long]')
  })

  it('takes a member called __proto__ for what it is: a name', () => {
    const meta = cleanMeta(JSON.parse('{"__proto__":{"isAdmin":true}}'))
    expect(Object.keys(meta)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(meta)).toBe(Object.prototype)
  })

  it('refuses what is no JSON, too deep, too long, or holds itself', () => {
    const loop: Record<string, unknown> = {}
    loop.self = loop
    const wide: unknown[] = Array(3_000).fill(1)
    const hostile = [null, [], 'x', { a: 1n }, { a: Number.NaN }, { a: () => 1 }, { a: new Date() }, loop, { wide }]
    for (const meta of hostile) expect(() => cleanMeta(meta)).toThrow(TypeError)
    expect(() => cleanMeta({ a: 'x'.repeat(16_384) })).toThrow(TypeError)
  })

  it('reads 60 kB of hostile text in little time', () => {
    const texts = [
      'pylon_',
      'eyJ',
      '-eyJ',
      'eyJa.',
      'bearer ',
      '://',
      '://a:',
      'pk.',
      '?code=',
      '-----BEGIN A',
      'basic  ',
      'ghp_',
      '0a',
    ]
    for (const piece of texts) {
      const before = process.cpuUsage()
      cleanText(piece.repeat(60_000 / piece.length), 300)
      expect(process.cpuUsage(before).user, piece).toBeLessThan(50_000) // microseconds: others may use the machine
    }
  })
})
