import {
  authRequired,
  createApp,
  createSessions,
  createSignIn,
  type Flow,
  generateToken,
  hashToken,
  type Session,
  sessionFlow,
} from '@pylon/core'
import { createFakeClock, testCredential, testSession, testTime, testUser } from '@pylon/testkit'
import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { writeFirstRelease } from '../test/first-release.ts'
import { tempFile } from '../test/temp-file.ts'
import { migrations } from './migrations.ts'
import { sqliteStores } from './sqlite-stores.ts'

const user = testUser({ roles: ['editor'] })
const credential = testCredential({ userId: user.id, value: 'hash of the password' })
const token = generateToken('pylon_')
const live = testSession({ userId: user.id, tokenHash: hashToken(token), tenantId: 'org_1' })
const expired = testSession({ userId: user.id, expiresAt: testTime })

it('users, credentials and sessions of the first release are there, without a role in an organization', async () => {
  const { stores, file } = openFirstRelease()
  expect(await stores.users.findByEmail(user.email)).toEqual(user)
  expect(await stores.credentials.find(user.id, 'password')).toEqual(credential)
  expect(await stores.sessions.find(live.tokenHash, testTime)).toEqual(live)
  expect(await stores.sessions.listByUser(user.id, testTime)).toEqual([live])
  expect(await stores.sessions.find(expired.tokenHash, testTime)).toBeNull()
  expect(versionOf(file)).toBe(migrations.length)
})

it('a token of the first release still resolves, and its session takes a role in an organization', async () => {
  const { stores, call } = openFirstRelease()
  expect(await call('GET', '/me', token)).toMatchObject({ status: 200, body: { user_id: user.id } })
  await stores.sessions.update(user.id, { tenant: { id: 'org_1', role: 'admin' } })
  expect((await stores.sessions.find(live.tokenHash, testTime))?.tenantRole).toBe('admin')
  expect(await call('GET', '/me', token)).toMatchObject({ body: { user_id: user.id } })
})

it('a user of the first release signs in and out', async () => {
  const { stores, call } = openFirstRelease()
  const { status, body } = await call('POST', '/login', null)
  expect(status).toBe(200)
  expect(await call('GET', '/me', body.token)).toMatchObject({ body: { user_id: user.id } })
  const sessions: readonly Session[] = await stores.sessions.listByUser(user.id, testTime)
  expect(sessions.map(({ tenantId, tenantRole }) => [tenantId, tenantRole])).toContainEqual([null, null])
  expect(await call('DELETE', '/session', token)).toMatchObject({ status: 200 })
  expect(await call('GET', '/me', token)).toMatchObject({ body: { user_id: null } })
})

function openFirstRelease(): {
  stores: ReturnType<typeof sqliteStores>
  file: string
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they expect to be there
  call(method: string, path: string, bearer: string | null): Promise<{ status: number; body: any }>
} {
  const file = tempFile()
  writeFirstRelease(file, { user, credential, sessions: [live, expired] })
  const stores = sqliteStores(file)
  onTestFinished(() => stores.close())
  const clock = createFakeClock()
  const sessions = createSessions({ store: stores.sessions, clock })
  const signIn = createSignIn({ stores, sessions, clock })
  const login: Flow = {
    name: 'login',
    routes: [
      {
        method: 'POST',
        path: '/login',
        auth: 'anyone',
        async handle(ctx) {
          const found = await stores.users.findByEmail(user.email)
          const proof = found === null ? null : await stores.credentials.find(found.id, 'password')
          if (found === null || proof?.value !== credential.value) throw authRequired()
          return signIn.reply(ctx, await signIn.start(found, { ctx, amr: ['pwd'] }), 200)
        },
      },
    ],
  }
  const app = createApp({
    authenticators: [sessions.authenticator],
    flows: [sessionFlow({ stores, sessions, signIn }), login],
  })

  return {
    stores,
    file,
    async call(method, path, bearer) {
      const headers = bearer === null ? {} : { authorization: `Bearer ${bearer}` }
      const response = await app.fetch(new Request(`https://pylon.example/api/auth${path}`, { method, headers }))
      return { status: response.status, body: await response.json() }
    },
  }
}

function versionOf(file: string): unknown {
  const connection = new Database(file)
  const version = connection.prepare('SELECT version FROM pylon_schema').pluck().get()
  connection.close()
  return version
}
