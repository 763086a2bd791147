import { type AuthContext, anonymous } from '@pylon/core'
import { sharedServices } from '@pylon/test-services'
import { Pool } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshSchema } from '../test/fresh-schema.ts'
import { type AuthClient, withAuth } from './with-auth.ts'

const { postgresUrl } = sharedServices()
const [schema, role] = [freshSchema(), freshSchema('role_')]
const admin = new Pool({ connectionString: postgresUrl, max: 1 })
const pool = new Pool({ connectionString: postgresUrl.replace('postgres:test@', `${role}:test@`), max: 1 })

const ada = personOf('00000000-0000-4000-8000-00000000000a', 'org_a', ['editor', 'a,b "c"'])
const bob = personOf('00000000-0000-4000-8000-00000000000b', 'org_b', [])

beforeAll(async () => {
  await admin.query(`
    CREATE SCHEMA ${schema};
    CREATE ROLE ${role} LOGIN PASSWORD 'test' NOSUPERUSER NOBYPASSRLS;
    GRANT USAGE ON SCHEMA ${schema} TO ${role};
    CREATE TABLE ${schema}.documents (owner_id uuid NOT NULL, tenant_id text NOT NULL, title text UNIQUE NOT NULL);
    GRANT SELECT, INSERT, UPDATE, DELETE ON ${schema}.documents TO ${role};
    ALTER TABLE ${schema}.documents ENABLE ROW LEVEL SECURITY;
    ALTER TABLE ${schema}.documents FORCE ROW LEVEL SECURITY;
    CREATE POLICY owner_only ON ${schema}.documents
      USING (owner_id = NULLIF(current_setting('app.user_id', true), '')::uuid
        AND tenant_id = NULLIF(current_setting('app.tenant_id', true), ''));
    INSERT INTO ${schema}.documents VALUES ('${ada.userId}', 'org_a', 'of ada'), ('${bob.userId}', 'org_b', 'of bob')`)
})
afterAll(async () => {
  await pool.end()
  await admin.end()
})

it('shows to each their own, and to an anonymous caller nothing', async () => {
  expect(await titlesFor(ada)).toEqual(['of ada'])
  expect(await titlesFor(bob)).toEqual(['of bob'])
  expect(await titlesFor(anonymous)).toEqual([])
  expect(await titlesFor({ ...anonymous, tenantId: 'org_a', roles: ['admin'] })).toEqual([])
})

it('tells who is calling by three settings, the roles as a JSON array', async () => {
  const { rows } = await withAuth(pool, ada, client => client.query(settings))
  expect(rows[0]).toEqual({ user_id: ada.userId, tenant_id: 'org_a', roles: JSON.stringify(ada.roles) })
  const nobody = await withAuth(pool, anonymous, client => client.query(settings))
  expect(nobody.rows[0]).toEqual({ user_id: '', tenant_id: '', roles: '' })
})

it('takes hostile ids for what they are', async () => {
  const userId = "x', true), set_config('app.user_id', 'y"
  const { rows } = await withAuth(pool, { ...ada, userId }, client => client.query(settings))
  expect(rows[0].user_id).toBe(userId)
  await expect(titlesFor({ ...ada, userId })).rejects.toThrow('invalid input syntax for type uuid')
})

const mischief: readonly ((client: AuthClient) => Promise<unknown>)[] = [
  client => client.query('SELECT 1'),
  () => Promise.reject(new Error('the work throws')),
  client => client.query('SELECT no_such_column'),
  client => client.query('RESET ALL'),
  client => client.query('RESET app.user_id'),
  client => client.query(`SELECT set_config('app.user_id', '${ada.userId}', false)`),
  client => client.query(`SET app.tenant_id = 'org_a'; SET app.user_id = '${ada.userId}'; COMMIT`),
  client => client.query(`SET app.tenant_id = 'org_a'; SET app.user_id = '${ada.userId}'; ROLLBACK`),
  client => client.query('SELECT no_such_column').catch(() => 'kept to itself'),
  client => client.query('SELECT pg_terminate_backend(pg_backend_pid())'),
]

it('on one connection, nothing of one caller is left for the next, whatever their work does', async () => {
  for (let round = 0; round < 15; round++) {
    for (const play of mischief) {
      const [first, second] = round % 2 === 0 ? [ada, bob] : [bob, ada]
      const ended = await Promise.all([seenBy(first, play), seenBy(second), seenBy(first, play), seenBy(second)])
      expect(ended).toEqual([first, second, first, second].map(titleOf))
      await seenBy(first, play)
      expect(await titlesOutside()).toEqual([])
    }
  }
})

const titleOf = (person: AuthContext): string[] => [person === ada ? 'of ada' : 'of bob']

/** What a caller sees before their work does what it does. */
async function seenBy(person: AuthContext, play: (typeof mischief)[number] = async () => {}): Promise<string[]> {
  const seen: string[] = []
  const work = withAuth(pool, person, async client => {
    seen.push(...(await titles(client)))
    await play(client)
  })
  await work.catch(() => {}) // some of it throws, as it should
  return seen
}

it('keeps what the work wrote, and nothing of it when the work throws', async () => {
  const insert = (title: string) => (client: AuthClient) =>
    client.query(`INSERT INTO ${schema}.documents VALUES ($1, 'org_a', $2)`, [ada.userId, title])
  await withAuth(pool, ada, insert('kept'))
  const thrown = new Error('as it is')
  const failing = withAuth(pool, ada, async client => {
    await insert('dropped')(client)
    throw thrown
  })
  await expect(failing).rejects.toBe(thrown)
  expect(await titlesFor(ada)).toEqual(['kept', 'of ada'])
})

it('throws when a statement failed and the work kept it to itself, for then nothing was committed', async () => {
  const work = withAuth(pool, ada, async client => {
    await client.query(`INSERT INTO ${schema}.documents VALUES ($1, 'org_a', 'not kept')`, [ada.userId])
    await client.query('SELECT no_such_column').catch(() => {})
  })
  await expect(work).rejects.toThrow('rolled back')
  expect(await titlesFor(ada)).not.toContain('not kept')
})

it('nobody writes in the name of another', async () => {
  const forge = withAuth(pool, bob, client =>
    client.query(`INSERT INTO ${schema}.documents VALUES ($1, 'org_a', 'forged')`, [ada.userId]),
  )
  await expect(forge).rejects.toThrow('row-level security')
})

it('a client that is kept for later speaks for nobody', async () => {
  const kept: AuthClient[] = []
  await withAuth(pool, ada, async client => void kept.push(client))
  await withAuth(pool, bob, async () => {
    for (const client of kept) await expect(client.query(settings)).rejects.toThrow('has ended')
  })
})

it('a database that is away is STORE_UNAVAILABLE', async () => {
  const nowhere = new Pool({ connectionString: 'postgres://nobody:test@127.0.0.1:1/nowhere' })
  await expect(withAuth(nowhere, ada, titles)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
})

const settings = `SELECT current_setting('app.user_id', true) AS user_id,
  current_setting('app.tenant_id', true) AS tenant_id, current_setting('app.roles', true) AS roles`

async function titles(client: Pick<AuthClient, 'query'>): Promise<string[]> {
  const { rows } = await client.query<{ title: string }>(`SELECT title FROM ${schema}.documents ORDER BY title`)
  return rows.map(row => row.title)
}

const titlesFor = (auth: AuthContext): Promise<string[]> => withAuth(pool, auth, titles)

async function titlesOutside(): Promise<string[]> {
  const client = await pool.connect()
  try {
    return await titles(client)
  } finally {
    client.release()
  }
}

function personOf(userId: string, tenantId: string, roles: readonly string[]): AuthContext {
  return { ...anonymous, via: 'session', userId, tenantId, roles }
}
