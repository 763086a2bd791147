import { expect, it } from 'vitest'
import { clientOf } from './client.ts'
import { writeManifest } from './manifest.ts'
import { newFolder, startProcess } from './process.ts'
import { newStorage } from './storage.ts'

const account = { email: 'ada@example.com', password: 'correct horse battery' }

it('has one winner of 1,000 parallel refreshes through two servers on one store', async () => {
  const folder = newFolder()
  const env = await newStorage()
  const servers = [await startProcess(env, folder), await startProcess(env, folder)]
  const calls = servers.map(server => clientOf(server.url))
  const { token } = (await calls[0]?.('POST', '/password/register', { body: account }))?.body ?? {}
  const answers = await Promise.all(
    Array.from({ length: 1000 }, (_, at) => calls[at % 2]?.('POST', '/refresh', { bearer: token })),
  )
  const winners = answers.filter(answer => answer?.status === 200)
  expect(winners).toHaveLength(1)
  expect(new Set(answers.filter(answer => answer?.status !== 200).map(answer => answer?.code))).toEqual(
    new Set(['SESSION_EXPIRED']),
  )
  expect((await calls[1]?.('GET', '/me', { bearer: winners[0]?.body.token }))?.body.user_id).not.toBeNull()
  await Promise.all(servers.map(server => server.stop()))
})

it('answers a crowd of 2,000 parallel logins with grants and 503, and stays well', async () => {
  const folder = newFolder()
  writeManifest(folder, [{ name: 'password_auth', config: { max_queued: 100 } }])
  const server = await startProcess(await newStorage(), folder)
  const call = clientOf(server.url)
  await call('POST', '/password/register', { body: account })
  const crowd = Promise.all(Array.from({ length: 2000 }, () => call('POST', '/password/login', { body: account })))
  const health = await fetch(`${server.url}/health`)
  expect(health.status).toBe(200)
  const answers = await crowd
  const refused = answers.filter(answer => answer.status === 503)
  expect(answers.filter(answer => answer.status === 200).length + refused.length).toBe(2000)
  expect(refused.length).toBeGreaterThan(0)
  expect(
    refused.every(
      answer =>
        answer.code === 'BUSY' &&
        Number(answer.headers.get('retry-after')) > 0 &&
        answer.body.error.retry_after_secs > 0,
    ),
  ).toBe(true)
  expect((await call('POST', '/password/login', { body: account })).status).toBe(200)
  await server.stop()
})
