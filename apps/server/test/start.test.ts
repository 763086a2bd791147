import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { clientOf } from './client.ts'
import { type Env, failToStart, newFolder, startProcess } from './process.ts'

const adminToken = 'operator-token-of-at-least-32-characters'

async function refusal(env: Env, cwd?: string): Promise<readonly string[]> {
  const { code, stdout, stderr } = await failToStart(env, cwd)
  expect(stdout).toBe('')
  expect(code, stderr).toBe(1)
  return stderr.split('\n').filter(line => line.startsWith('pylon: '))
}

describe('a start that must fail', () => {
  it('says which port is in use', async () => {
    const server = await startProcess()
    const { port } = new URL(server.url)
    expect(await refusal({ PYLON_PORT: port })).toEqual([
      `pylon: PYLON_HOST, PYLON_PORT: port ${port} at 127.0.0.1 is in use`,
    ])
    await server.stop()
  })

  it('says that the file cannot be written', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'a-file'), '')
    mkdirSync(join(folder, 'a-folder.db'))
    for (const path of ['./a-file/pylon.db', './a-folder.db', '/proc/pylon.db']) {
      const [line = '', ...more] = await refusal(
        { PYLON_STORE: `sqlite:${path}`, PYLON_SECRET: 'x'.repeat(32) },
        folder,
      )
      expect(line).toContain(path.replace('./', ''))
      expect(more).toEqual([])
    }
  })

  it('says that the file is no database, or one of a later version', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'corrupt.db'), 'this is no database '.repeat(1000))
    expect((await refusal({ PYLON_STORE: 'sqlite:./corrupt.db' }, folder))[0]).toMatch(/corrupt\.db/)
    const server = await startProcess({ PYLON_STORE: 'sqlite:./later.db' }, folder)
    await server.stop()
    const database = new Database(join(folder, 'later.db'))
    database.exec('UPDATE pylon_schema SET version = 999')
    database.close()
    expect((await refusal({ PYLON_STORE: 'sqlite:./later.db' }, folder))[0]).toMatch(/later\.db.*999/)
  })

  it('says three things at once, and no secret', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'pylon.config.json'), JSON.stringify({ plugins: [{ name: 'rate_limitt' }] }))
    const lines = await refusal({ PYLON_PORT: 'many', PYLON_ADMIN_TOKEN: 'hunter2' }, folder)
    expect(lines).toHaveLength(3)
    expect(lines.join('\n')).toMatch(/PYLON_PORT[\s\S]*PYLON_ADMIN_TOKEN[\s\S]*rate_limitt/)
    expect(lines.join('\n')).not.toContain('hunter2')
  })

  it('says that a proxy is no address', async () => {
    expect((await refusal({ PYLON_TRUSTED_PROXIES: '10.0.0.0/8,proxy.internal' }))[0]).toContain('"proxy.internal"')
  })
})

describe('a first start', () => {
  it('makes a secret beside the database, for its owner alone, says so, and keeps it', async () => {
    const folder = newFolder()
    const first = await startProcess({}, folder)
    const path = join(folder, 'data', 'pylon.secret')
    const secret = readFileSync(path, 'utf8')
    expect(secret).toMatch(/^[0-9a-f]{64}\n$/)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'data', 'pylon.db')).mode & 0o777).toBe(0o600)
    expect(first.stderr()).toContain('made one and keep it in data/pylon.secret')
    expect(first.stderr()).not.toContain(secret.trim())
    await first.stop()
    const second = await startProcess({}, folder)
    expect(readFileSync(path, 'utf8')).toBe(secret)
    expect(second.stderr()).not.toContain('made one')
    await second.stop()
  })

  it('gives two servers that start together one secret and one schema', async () => {
    const folder = newFolder()
    const servers = await Promise.all([startProcess({}, folder), startProcess({}, folder), startProcess({}, folder)])
    expect(servers.map(server => server.stderr()).filter(text => text.includes('made one'))).toHaveLength(1)
    await Promise.all(servers.map(server => server.stop()))
  })
})

describe('a restart', () => {
  it('leaves people signed in with sessions in a file of their own', async () => {
    const folder = newFolder()
    const env = { PYLON_SESSION_DB: './sessions.db' }
    const first = await startProcess(env, folder)
    const body = { email: 'ada@example.com', password: 'correct horse battery' }
    const { token } = (await clientOf(first.url)('POST', '/password/register', { body })).body
    const change = { current_password: body.password, new_password: 'another horse battery' }
    const changed = await clientOf(first.url)('POST', '/password/change', { bearer: token, body: change })
    expect(changed.body).toMatchObject({ changed: true })
    await first.stop()
    const second = await startProcess(env, folder)
    expect((await clientOf(second.url)('GET', '/me', { bearer: changed.body.token })).body.user_id).not.toBeNull()
    expect((await clientOf(second.url)('GET', '/me', { bearer: token })).body.user_id).toBeNull()
    await second.stop()
  })
})

it('keeps nothing secret in the clear in the database, its journal, or the log', async () => {
  const folder = newFolder()
  const server = await startProcess({ PYLON_ADMIN_TOKEN: adminToken, PYLON_LOG: 'debug' }, folder)
  const call = clientOf(server.url)
  const body = { email: 'ada@example.com', password: 'planted-password-xyzzy' }
  const { token, user_id } = (await call('POST', '/password/register', { body })).body
  const guest = (await call('POST', '/guest')).body
  const refreshed = (await call('POST', '/refresh', { bearer: token })).body
  const minted = (await call('POST', '/session', { bearer: adminToken, body: { user_id } })).body
  await call('POST', '/password/login', { body: { ...body, password: 'planted-wrong-password' } })
  await call('GET', `/me?token=${refreshed.token}`)
  const secrets = [
    body.password,
    'planted-wrong-password',
    adminToken,
    ...[token, guest.token, refreshed.token, minted.token].map(each => each.slice(8)),
  ]
  for (const name of ['pylon.db', 'pylon.db-wal']) {
    const content = readFileSync(join(folder, 'data', name)).toString('latin1')
    for (const secret of secrets) expect(content.includes(secret), `${name} holds a secret`).toBe(false)
  }
  await server.stop()
  for (const secret of secrets) expect(server.stderr().includes(secret)).toBe(false)
})
