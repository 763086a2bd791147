import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { type Call, clientOf } from '../client.ts'
import { writeManifest } from '../manifest.ts'
import { type Env, newFolder, type ServerProcess, startProcess } from '../process.ts'
import { newStorage } from '../storage.ts'

const adminToken = 'operator-token-of-at-least-32-characters'
const password = 'correct horse battery'
const cheapHashes = { name: 'password_auth', config: { memory_cost_kib: 8, time_cost: 1 } }

/** A folder whose servers keep an audit log. */
function folderWith(auditLog: object): string {
  const folder = newFolder()
  writeManifest(folder, [cheapHashes, { name: 'audit_log', config: auditLog }])
  return folder
}

const start = (folder: string, env: Env = {}): Promise<ServerProcess> =>
  startProcess({ PYLON_ADMIN_TOKEN: adminToken, ...env }, folder)

/** Calls that the operator makes, below `/api/admin`. */
// biome-ignore lint/suspicious/noExplicitAny: tests read what they expect to be there
async function ask(server: ServerProcess, path: string): Promise<any> {
  const response = await fetch(`${server.url}/api/admin${path}`, { headers: { Authorization: `Bearer ${adminToken}` } })
  return response.json()
}

const register = (call: Call, name: string): ReturnType<Call> =>
  call('POST', '/password/register', { body: { email: `${name}@example.com`, password } })

describe('who reads what', () => {
  it('shows users what they did and what was done to them, page by page, and nobody else', async () => {
    const server = await start(folderWith({ required: true }))
    const call = clientOf(server.url)
    const { token, user_id } = (await register(call, 'ada')).body
    const eve = (await register(call, 'eve')).body
    await call('DELETE', '/sessions?keep_current=1', { bearer: token })
    const all = (await call('GET', '/audit', { bearer: token })).body
    expect(all.events.map((event: { action: string }) => event.action)).toEqual([
      'session.revoked',
      'session.created',
      'user.registered',
    ])
    expect(all.next).toBeNull()
    expect(Object.keys(all.events[0]).toSorted()).toEqual([
      ...['action', 'actor', 'at', 'hash', 'id', 'ip', 'meta', 'outcome', 'prev_hash', 'request_id', 'resource'],
      ...['tenant_id', 'user_agent'],
    ])
    expect(all.events[0].actor).toMatchObject({ user_id, api_key_id: null, admin: false })
    const first = (await call('GET', '/audit?limit=2', { bearer: token })).body
    expect(first.events).toEqual(all.events.slice(0, 2))
    const second = (await call('GET', `/audit?limit=2&before=${first.next}`, { bearer: token })).body
    expect(second).toEqual({ events: all.events.slice(2), next: null })
    expect(JSON.stringify((await call('GET', '/audit', { bearer: eve.token })).body)).not.toContain(user_id)
    expect((await call('GET', '/audit')).code).toBe('AUTH_REQUIRED')
    expect((await call('GET', '/audit?limit=x', { bearer: token })).code).toBe('INVALID_REQUEST')
    await server.stop()
  })

  it('shows owners and admins of an organization what happened in it', async () => {
    const server = await start(folderWith({ required: true }))
    const call = clientOf(server.url)
    const { token } = (await register(call, 'ada')).body
    expect((await call('GET', '/audit/tenant', { bearer: token })).code).toBe('NO_ACTIVE_TENANT')
    const org = (await call('POST', '/orgs', { bearer: token, body: { name: 'Acme' } })).body
    await call('POST', '/select-org', { bearer: token, body: { orgId: org.id } })
    await call('PATCH', `/orgs/${org.id}`, { bearer: token, body: { name: 'Acme 2' } })
    const { events } = (await call('GET', '/audit/tenant', { bearer: token })).body
    expect(events.map((event: { action: string }) => event.action)).toEqual([
      'org.renamed',
      'org.selected',
      'org.created',
    ])
    expect(events.every((event: { tenant_id: string }) => event.tenant_id === org.id)).toBe(true)
    await server.stop()
  })

  it('shows the admin all of it, and whether it is whole', async () => {
    const server = await start(folderWith({ required: true }))
    const call = clientOf(server.url)
    await register(call, 'ada')
    await call('POST', '/password/login', { body: { email: 'ada@example.com', password: 'wrong horse' } })
    expect((await ask(server, '/audit?limit=1')).events).toMatchObject([
      { action: 'sign_in.failed', outcome: 'failure' },
    ])
    expect(await ask(server, '/audit/verify')).toEqual({ ok: true, entries: 3 })
    expect((await fetch(`${server.url}/api/admin/audit`)).status).toBe(403)
    await server.stop()
  })
})

/** A database with a log of users, and a way to tamper with it. */
interface Tampering {
  readonly env: Env
  run(sql: string): Promise<void>
  rows(sql: string): Promise<readonly Readonly<Record<string, string>>[]>
}

const databases: Readonly<Record<string, (folder: string) => Promise<Tampering>>> = {
  async sqlite(folder) {
    const open = (): Database.Database => new Database(join(folder, 'data/pylon.db'))
    return {
      env: {},
      async run(sql) {
        open().exec(sql).close()
      },
      async rows(sql) {
        return open().prepare<[], Record<string, string>>(sql).all()
      },
    }
  },
  async postgres() {
    const env = await newStorage('postgres')
    const query = async (sql: string): Promise<pg.QueryResult> => {
      const client = new pg.Client({ connectionString: env.PYLON_STORE })
      await client.connect()
      return client.query(sql).finally(() => client.end())
    }
    return {
      env,
      run: async sql => void (await query(sql)),
      rows: async sql => (await query(sql)).rows,
    }
  },
}

describe.each(Object.keys(databases))('tampering with the tables of %s', name => {
  it('is refused by triggers, and shows when somebody takes them away', async () => {
    const folder = folderWith({ required: true, checkpoint_every: 5 })
    const { env, run, rows } = await (databases[name] as NonNullable<(typeof databases)[string]>)(folder)
    const server = await start(folder, env)
    const call = clientOf(server.url)
    for (let at = 0; at < 6; at++) await register(call, `user${at}`)
    expect(await ask(server, '/audit/verify')).toEqual({ ok: true, entries: 12 })
    for (const sql of [
      "UPDATE pylon_audit SET entry = 'x' WHERE seq = 3",
      'DELETE FROM pylon_audit WHERE seq = 12',
      "UPDATE pylon_audit_checkpoints SET signature = ''",
    ]) {
      await expect(run(sql), sql).rejects.toThrow('the audit log cannot be changed')
    }
    await run(
      name === 'sqlite'
        ? (await rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
            .map(trigger => `DROP TRIGGER ${trigger.name}`)
            .join(';')
        : ['audit', 'audit_head', 'audit_checkpoints']
            .map(table => `ALTER TABLE pylon_${table} DISABLE TRIGGER ALL`)
            .join(';'),
    )
    const ids = (await rows('SELECT id FROM pylon_audit ORDER BY seq')).map(row => row.id)
    await run('CREATE TABLE kept AS SELECT * FROM pylon_audit')
    const restore = 'DELETE FROM pylon_audit; INSERT INTO pylon_audit SELECT * FROM kept'
    const cases: readonly [sql: string, brokenAt: string | undefined][] = [
      ["UPDATE pylon_audit SET entry = replace(entry, 'success', 'failure') WHERE seq = 3", ids[2]],
      ["UPDATE pylon_audit SET subject_id = 'somebody else' WHERE seq = 4", ids[3]],
      ['UPDATE pylon_audit SET actor_id = NULL WHERE seq = 5', ids[4]],
      ['DELETE FROM pylon_audit WHERE seq = 6', ids[6]],
      [
        'UPDATE pylon_audit SET seq = -7 WHERE seq = 7; UPDATE pylon_audit SET seq = 7 WHERE seq = 8; UPDATE pylon_audit SET seq = 8 WHERE seq = -7',
        ids[7],
      ],
      ['DELETE FROM pylon_audit WHERE seq < 5', ids[4]],
    ]
    for (const [sql, brokenAt] of cases) {
      await run(sql)
      expect(await ask(server, '/audit/verify'), sql).toEqual({ ok: false, broken_at: brokenAt })
      await run(restore)
      expect(await ask(server, '/audit/verify'), sql).toEqual({ ok: true, entries: 12 })
    }
    await run(
      'DELETE FROM pylon_audit WHERE seq > 8; UPDATE pylon_audit_head SET seq = 8, hash = (SELECT hash FROM pylon_audit WHERE seq = 8)',
    )
    expect(await ask(server, '/audit/verify')).toMatchObject({ ok: false }) // the checkpoint at 10 is signed
    await server.stop()
  })
})

describe('required', () => {
  it('refuses an action whose event cannot be written, and does it when it can again', async () => {
    const folder = folderWith({ required: true })
    const server = await start(folder)
    const call = clientOf(server.url)
    const database = new Database(join(folder, 'data/pylon.db'))
    database.exec("CREATE TRIGGER jam BEFORE UPDATE ON pylon_audit_head BEGIN SELECT RAISE(ABORT, 'jammed'); END")
    expect(await register(call, 'ada')).toMatchObject({ status: 503, code: 'STORE_UNAVAILABLE' })
    expect(database.prepare('SELECT count(*) AS users FROM pylon_users').get()).toEqual({ users: 0 })
    expect((await call('GET', '/me')).status).toBe(200)
    database.exec('DROP TRIGGER jam')
    expect((await register(call, 'ada')).status).toBe(201)
    database.close()
    await server.stop()
  })

  it('never loses what was acknowledged before kill -9', async () => {
    const folder = folderWith({ required: true })
    const acknowledged: string[] = []
    for (let round = 0; round < 4; round++) {
      const server = await start(folder)
      const call = clientOf(server.url)
      const busy = Array.from({ length: 20 }, async (_, at) => {
        const answer = await register(call, `round${round}user${at}`).catch(() => null)
        if (answer?.status === 201) acknowledged.push(answer.body.user_id)
      })
      await Promise.race(busy.slice(3))
      await pause(round * 7) // at another moment each time
      await server.stop('SIGKILL')
      await Promise.all(busy)
    }
    const server = await start(folder)
    expect(await ask(server, '/audit/verify')).toMatchObject({ ok: true })
    const told = new Set<string>()
    for (let before = ''; ; ) {
      const { events, next } = await ask(server, `/audit?limit=100${before}`)
      for (const { action, resource } of events) if (action === 'user.registered') told.add(resource.id)
      if (next === null) break
      before = `&before=${next}`
    }
    expect(acknowledged.length).toBeGreaterThan(0)
    expect(acknowledged.filter(id => !told.has(id))).toEqual([])
    await server.stop()
  })
})
