import { expect, it } from 'vitest'
import { clientOf } from './client.ts'
import { freePort, newFolder, startProcess } from './process.ts'
import { newStorage } from './storage.ts'

const account = { email: 'ada@example.com', password: 'correct horse battery' }

it('leaves people signed in across a restart, and what was revoked revoked', async () => {
  const folder = newFolder()
  const env = { ...(await newStorage()), PYLON_PORT: String(await freePort()) }
  const first = await startProcess(env, folder)
  const call = clientOf(first.url)
  const kept = (await call('POST', '/password/register', { body: account })).body
  const dead = (await call('POST', '/password/login', { body: account })).body
  await call('DELETE', '/session', { bearer: dead.token })
  expect(await first.stop()).toBe(0)

  const second = await startProcess(env, folder)
  expect((await call('GET', '/me', { bearer: kept.token })).body.user_id).toBe(kept.user_id)
  expect((await call('GET', '/me', { bearer: dead.token })).body.user_id).toBeNull()
  expect((await call('POST', '/password/login', { body: account })).status).toBe(200)
  expect(await second.stop()).toBe(0)
})

it('lets several servers start together on an empty store', async () => {
  const env = await newStorage()
  const folder = newFolder()
  const servers = await Promise.all([startProcess(env, folder), startProcess(env, folder), startProcess(env, folder)])
  const [first, second, third] = servers.map(server => clientOf(server.url))
  const { token, user_id } = (await first?.('POST', '/password/register', { body: account }))?.body ?? {}
  expect((await second?.('GET', '/me', { bearer: token }))?.body.user_id).toBe(user_id)
  expect((await third?.('DELETE', '/session', { bearer: token }))?.body).toEqual({ revoked: true })
  expect((await second?.('GET', '/me', { bearer: token }))?.body.user_id).toBeNull()
  await Promise.all(servers.map(server => server.stop()))
})
