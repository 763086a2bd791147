import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readConfig } from '../config/config.ts'
import { warningsOf } from './warnings.ts'

/** What the start warns of. */
async function warnings(plugins: readonly object[], env: Record<string, string> = {}): Promise<readonly string[]> {
  const path = join(mkdtempSync(join(tmpdir(), 'pylon-warnings-')), 'pylon.config.json')
  writeFileSync(path, JSON.stringify({ plugins }))
  return warningsOf(await readConfig({ PYLON_CONFIG: path, ...env }))
}

const shared = { PYLON_STORE: 'postgres://db.example/app', PYLON_SECRET: 'x'.repeat(32) }
const file = { type: 'file', path: 'audit.jsonl' }

it('warns of nothing when nothing is said', async () => {
  expect(await warnings([])).toEqual([])
})

it.each([
  ['csrf is off', [{ name: 'csrf', enabled: false }], {}],
  ['rate limits are off', [{ name: 'rate_limit', enabled: false }], {}],
  ['count in memory', [{ name: 'rate_limit', config: { backend: 'memory' } }], shared],
  ['allow_credentials does nothing', [credentials()], { PYLON_COOKIES: 'off' }],
  ['no proxy is trusted', [], { PYLON_PUBLIC_URL: 'https://app.example' }],
  ['kept in memory', [{ name: 'audit_log' }], { PYLON_STORE: 'memory:' }],
  ['kept in memory', [{ name: 'audit_log', config: { sinks: [{ type: 'stdout' }] } }], { PYLON_STORE: 'memory:' }],
  ['share one user_id_prefix', [issuer('a'), issuer('b')], {}],
])('warns that %s', async (text, plugins, env) => {
  expect(await warnings(plugins, env)).toEqual([expect.stringContaining(text)])
})

it.each([
  [[{ name: 'csrf', enabled: false }], { PYLON_COOKIES: 'off' }],
  [[{ name: 'rate_limit', config: { backend: 'memory' } }], {}],
  [[{ name: 'audit_log', config: { sinks: [file] } }], { PYLON_STORE: 'memory:' }],
  [[{ name: 'audit_log' }], {}],
  [[], { PYLON_PUBLIC_URL: 'https://app.example', PYLON_TRUSTED_PROXIES: '10.0.0.0/8' }],
])('does not warn of %j with %j', async (plugins, env) => {
  expect(await warnings(plugins, env as Record<string, string>)).toEqual([])
})

function credentials(): object {
  return { name: 'cors', config: { allowed_origins: ['https://a.example'], allow_credentials: true } }
}

function issuer(name: string): object {
  const url = `https://${name}.example/`
  return { name: 'jwt', config: { issuer: url, audience: 'api', jwks_url: `${url}jwks.json` } }
}
