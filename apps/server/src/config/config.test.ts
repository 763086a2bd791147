import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '@pylon/core'
import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'pylon-config-'))
let count = 0
function file(content: string, extension = 'json'): string {
  count += 1
  const path = join(folder, `${count}.${extension}`)
  writeFileSync(path, content)
  return path
}
const manifest = (value: unknown): string => file(JSON.stringify(value))

async function problemsOf(env: Record<string, string>): Promise<readonly string[]> {
  try {
    await readConfig(env)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

it('has safe defaults', async () => {
  expect(await readConfig({})).toMatchObject({
    host: '127.0.0.1',
    port: 4321,
    isDevMode: false,
    store: { kind: 'sqlite', path: './data/pylon.db' },
    adminToken: null,
    sessionLifetimeSecs: 2_592_000,
    cookies: { name: 'pylon_session', domain: null, sameSite: 'lax', secure: true },
    trustedProxies: [],
    logLevel: 'info',
    warnings: [],
  })
})

it('counts an empty variable as unset, and reads booleans in any case', async () => {
  expect(await readConfig({ PYLON_PORT: '', PYLON_ADMIN_TOKEN: '' })).toMatchObject({ port: 4321, adminToken: null })
  for (const on of ['1', 'true', 'ON', 'Yes']) expect((await readConfig({ PYLON_DEV_MODE: on })).isDevMode).toBe(true)
  for (const off of ['0', 'False', 'off', 'NO'])
    expect((await readConfig({ PYLON_DEV_MODE: off })).isDevMode).toBe(false)
})

it('tells every problem at once, by name, with what was found and what is allowed', async () => {
  const problems = await problemsOf({
    PYLON_PORT: '99999',
    PYLON_DEV_MODE: 'maybe',
    PYLON_LOG: 'loud',
    PYLON_COOKIE_SAMESITE: 'none',
    PYLON_COOKIE_SECURE: 'off',
  })
  expect(problems).toHaveLength(4)
  expect(problems.join('\n')).toMatch(/PYLON_PORT: expected a whole number from 0 to 65535, found "99999"/)
  expect(problems.join('\n')).toMatch(/PYLON_DEV_MODE: expected one of 1 true on yes 0 false off no, found "maybe"/)
})

it.each(['4321x', '-1', '1e3', '0x10', '4321.5', ' '])('refuses %j as a port', async port => {
  expect(await problemsOf({ PYLON_PORT: port })).toHaveLength(1)
})

it('refuses a short admin token without telling it, and takes it in dev mode', async () => {
  const [problem = ''] = await problemsOf({ PYLON_ADMIN_TOKEN: 'hunter2hunter2' })
  expect(problem).toMatch(/^PYLON_ADMIN_TOKEN: expected at least 32 characters, found 14/)
  expect(problem).not.toContain('hunter2')
  expect(await problemsOf({ PYLON_ADMIN_TOKEN: 'short', PYLON_DEV_MODE: '1' })).toEqual([])
})

it('reads a value from a file, without the newline at its end', async () => {
  const token = 'a'.repeat(40)
  expect((await readConfig({ PYLON_ADMIN_TOKEN: `file:${file(`${token}\n`, 'txt')}` })).adminToken).toBe(token)
  expect((await problemsOf({ PYLON_ADMIN_TOKEN: 'file:/does/not/exist' }))[0]).toMatch(
    /^PYLON_ADMIN_TOKEN: cannot read \/does\/not\/exist/,
  )
})

it('binds loopback alone in dev mode', async () => {
  for (const host of ['0.0.0.0', '::', '192.0.2.1', 'example.com']) {
    expect(await problemsOf({ PYLON_DEV_MODE: '1', PYLON_HOST: host })).toHaveLength(1)
  }
  for (const host of ['127.0.0.1', '::1', 'localhost']) {
    expect(await problemsOf({ PYLON_DEV_MODE: '1', PYLON_HOST: host })).toEqual([])
  }
})

it.each(['https://a.example/path', 'a.example', 'ftp://a.example', 'https://user@a.example', '*', 'null'])(
  'refuses %j as an origin',
  async origin => {
    expect(await problemsOf({ PYLON_TRUSTED_ORIGINS: `https://ok.example, ${origin}` })).toHaveLength(1)
  },
)

it('refuses cookies and proxies that cannot be', async () => {
  const problems = await problemsOf({
    PYLON_COOKIE_NAME: 'a b',
    PYLON_COOKIE_DOMAIN: 'a;b',
    PYLON_TRUSTED_PROXIES: '10.0.0.0/8, proxy.internal, 10.0.0.0/99',
  })
  expect(problems).toHaveLength(4)
  expect(problems.every(problem => /^PYLON_(COOKIE_NAME|TRUSTED_PROXIES)/.test(problem))).toBe(true)
})

it('knows where stores may be kept, and tells no password when it refuses', async () => {
  const secret = 'x'.repeat(32)
  const store = 'postgres://pylon:hunter2@db.internal/pylon'
  const redis = 'redis://:hunter2@a.internal:6379, rediss://b.internal:6379'
  expect(await readConfig({ PYLON_STORE: store, PYLON_SECRET: secret, PYLON_REDIS_URL: redis })).toMatchObject({
    store: { kind: 'postgres', url: store },
    redisUrl: 'redis://:hunter2@a.internal:6379,rediss://b.internal:6379',
    sessionCacheSecs: null,
  })
  for (const wrong of ['mysql://u:hunter2@h', 'postgres:', 'postgres://', 'sqlite:', 'hunter2']) {
    expect(await problemsOf({ PYLON_STORE: wrong })).toEqual([
      'PYLON_STORE: expected memory:, sqlite:<path> or postgres://user:password@host:port/database',
    ])
  }
  for (const wrong of ['http://u:hunter2@h', 'redis:', 'redis://a,hunter2', ',']) {
    expect(await problemsOf({ PYLON_REDIS_URL: wrong })).toEqual([
      'PYLON_REDIS_URL: expected redis://host:port or rediss://host:port, or several with commas',
    ])
  }
})

it('wants a secret with PostgreSQL, one place for sessions, and a bound of at most an hour', async () => {
  expect(await problemsOf({ PYLON_STORE: 'postgres://db.internal/pylon' })).toEqual([
    'PYLON_SECRET: needed with PostgreSQL: every server must have the same, of at least 32 characters',
  ])
  expect(await problemsOf({ PYLON_SESSION_DB: './sessions.db', PYLON_REDIS_URL: 'redis://h' })).toEqual([
    'PYLON_SESSION_DB: sessions are kept in Redis where PYLON_REDIS_URL is set; set one of the two',
  ])
  expect((await readConfig({ PYLON_SESSION_CACHE_SECS: '5' })).sessionCacheSecs).toBe(5)
  expect((await readConfig({ PYLON_SESSION_CACHE_SECS: '0' })).sessionCacheSecs).toBeNull()
  expect(await problemsOf({ PYLON_SESSION_CACHE_SECS: '3601' })).toHaveLength(1)
})

it('refuses short secrets of JWTs, and reads the rest of theirs', async () => {
  const secret = 'a secret of at least thirty-two bytes'
  expect(await problemsOf({ PYLON_JWT_SECRET: 'short' })).toEqual([
    'PYLON_JWT_SECRET: expected at least 32 bytes, found 5',
  ])
  expect((await readConfig({})).jwt).toBeNull()
  expect((await readConfig({ PYLON_JWT_SECRET: secret })).jwt).toEqual({
    secret,
    previousSecrets: [],
    issuer: null,
    lifetimeSecs: 3_600,
  })
})

it('names what a way of sending mail needs, and tells no password', async () => {
  expect((await readConfig({})).email).toBeNull()
  expect((await readConfig({ PYLON_DEV_MODE: '1' })).email?.provider).toBe('console')
  expect(await problemsOf({ PYLON_EMAIL_PROVIDER: 'smtp' })).toEqual([
    'PYLON_SMTP_URL: is required with PYLON_EMAIL_PROVIDER=smtp',
  ])
  const wrong = await problemsOf({ PYLON_EMAIL_PROVIDER: 'smtp', PYLON_SMTP_URL: 'http://u:hunter2@h' })
  expect(wrong).toEqual(['PYLON_SMTP_URL: expected a URL that begins with smtp:// or smtps://'])
  expect(await problemsOf({ PYLON_EMAIL_PROVIDER: 'pigeon' })).toHaveLength(1)
})

it('names what is wrong with a provider, and never its secret', async () => {
  const github = { PYLON_OAUTH_GITHUB_CLIENT_ID: 'id', PYLON_OAUTH_GITHUB_CLIENT_SECRET: 'hunter2' }
  expect((await readConfig(github)).oauth).toEqual(github)
  const problems = await problemsOf({ PYLON_OAUTH_GITHUB_CLIENT_SECRET: 'hunter2', PYLON_OAUTH_NOWHERE_CLIENT_ID: 'x' })
  expect(problems.join('\n')).toMatch(/PYLON_OAUTH_GITHUB_CLIENT_ID/)
  expect(problems.join('\n')).toMatch(/PYLON_OAUTH_NOWHERE/)
  expect(problems.join('\n')).not.toContain('hunter2')
})

it('reads the origins of PYLON_CORS_ORIGIN, and refuses * outside dev mode', async () => {
  const origins = 'https://a.example, https://*.b.example'
  expect((await readConfig({ PYLON_CORS_ORIGIN: origins })).corsOrigins).toEqual([
    'https://a.example',
    'https://*.b.example',
  ])
  expect(await problemsOf({ PYLON_CORS_ORIGIN: '*' })).toEqual([
    'PYLON_CORS_ORIGIN, cors: allowedOrigins: * is for development alone; name the origins',
  ])
  expect((await readConfig({ PYLON_CORS_ORIGIN: '*', PYLON_DEV_MODE: '1' })).corsOrigins).toEqual(['*'])
})

it('warns of unknown names, with the nearest known one', async () => {
  expect((await readConfig({ PYLON_PROT: '1', HOME: '/' })).warnings).toEqual([
    'PYLON_PROT is not a setting; did you mean PYLON_PORT?',
  ])
})

describe('the manifest', () => {
  it('gives plugins their options in camelCase', async () => {
    const path = manifest({
      plugins: [
        { name: 'password_auth', config: { min_length: 12, memory_cost_kib: 8192 } },
        { name: 'csrf', enabled: false },
      ],
    })
    expect((await readConfig({ PYLON_CONFIG: path })).manifest.plugins).toEqual([
      { name: 'password_auth', isEnabled: true, settings: { minLength: 12, memoryCostKib: 8192 } },
      { name: 'csrf', isEnabled: false, settings: {} },
    ])
  })

  it('may be a module', async () => {
    const path = file("export default { plugins: [{ name: 'csrf' }] }", 'ts')
    expect((await readConfig({ PYLON_CONFIG: path })).manifest.plugins).toHaveLength(1)
  })

  it.each([
    [{ plugins: [{ name: 'rate_limt' }] }, /plugins\[0\]\.name: unknown plugin "rate_limt"; did you mean rate_limit\?/],
    [
      { plugins: [{ name: 'audit_log', config: { sinks: [{ type: 'file', path: 'x', max_byte: 1 }] } }] },
      /plugins\[0\]\.config\.sinks\.0\.max_byte: unknown; did you mean max_bytes\?/,
    ],
    [
      { plugins: [{ name: 'rate_limit', config: { max_request: 5 } }] },
      /config\.max_request: .*did you mean max_requests\?/,
    ],
    [{ plugins: [{ name: 'rate_limit', config: { max_requests: 0 } }] }, /plugins\[0\]\.config\.max_requests: /],
    [
      { plugins: [{ name: 'cors', config: { allowed_origins: ['*'] } }] },
      /cors: allowedOrigins: \* is for development/,
    ],
    [
      { plugins: [{ name: 'cors', config: { allowed_origins: ['https://a.example/path'] } }] },
      /cors: allowedOrigins: /,
    ],
    [{ plugins: [{ name: 'headers', config: { referrer_policy: 'a\r\nb' } }] }, /headers: Referrer-Policy: /],
    [
      {
        plugins: [
          { name: 'validation', config: { routes: [{ method: 'POST', path: '/a', body: { type: 'objct' } }] } },
        ],
      },
      /validation: POST \/a: body: /,
    ],
    [{ plugins: [{ name: 'session_expiry', config: { idle_timeout_secs: 0 } }] }, /config\.idle_timeout_secs: /],
    [
      { plugins: [{ name: 'csrf', config: { trusted_origin: [] } }] },
      /plugins\[0\]\.config\.trusted_origin: unknown; did you mean trusted_origins\?/,
    ],
    [{ plugins: [{ name: 'password_auth', config: { min_length: 'x' } }] }, /plugins\[0\]\.config\.min_length: /],
    [{ plugins: [{ name: 'jwt', config: { issuer: 'https://a.example' } }] }, /jwt: /],
    [{ plugins: [{ name: 'captcha', config: { provider: 'hcaptcha', secret: 's', min_score: 0.5 } }] }, /captcha: /],
    [{ plugins: [{ name: 'net_guard', config: { allow_hosts: ['10.0.0.0/99'] } }] }, /net_guard: /],
    [{ plugins: [{ name: 'totp', config: { issuer: 'a:b' } }] }, /plugins\[0\]\.config\.issuer: /],
    [{ plugins: [{ nme: 'csrf' }] }, /plugins\[0\]\.nme: unknown; did you mean name\?/],
    [{ plugins: {} }, /plugins: expected a list/],
    [{ plugin: [] }, /plugin: unknown; did you mean plugins\?/],
    [[], /expected an object/],
    [{ organizations: { role: [] } }, /organizations\.role: unknown; did you mean roles\?/],
    [{ organizations: { roles: ['Not A Role'] } }, /organizations\.roles: "Not A Role" is no name of a role/],
    [{ organizations: [] }, /organizations: expected an object/],
  ])('refuses %j', async (value, expected) => {
    const problems = await problemsOf({ PYLON_CONFIG: manifest(value) })
    expect(problems.join('\n')).toMatch(expected)
    expect(problems).toHaveLength(1)
  })

  it('is refused when it is missing or no JSON', async () => {
    expect((await problemsOf({ PYLON_CONFIG: join(folder, 'none.json') }))[0]).toMatch(/cannot read .*none\.json/)
    expect(await problemsOf({ PYLON_CONFIG: file('{') })).toHaveLength(1)
  })

  it('takes one plugin several times', async () => {
    const limits = [{ max_requests: 100 }, { max_requests: 5, route: '/api/auth/magic/send' }]
    const path = manifest({ plugins: limits.map(config => ({ name: 'rate_limit', config })) })
    expect((await readConfig({ PYLON_CONFIG: path })).manifest.plugins.map(({ settings }) => settings)).toEqual([
      { maxRequests: 100 },
      { maxRequests: 5, route: '/api/auth/magic/send' },
    ])
  })
})
