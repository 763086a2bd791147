import { hash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { memoryStores } from '@pylon/core/memory'
import { expect, it } from 'vitest'
import { writeManifest } from '../manifest.ts'
import { newFolder } from '../process.ts'
import { composeServer } from '../ways-in/composed.ts'

const account = { email: 'ada@example.com', password: 'correct horse battery' }

it('refuses passwords that are in a file of breached ones, at every place where one is set', async () => {
  const folder = newFolder()
  const digests = ['correct horse battery', 'another one', 'a third'].map(text => hash('sha1', text).toUpperCase())
  writeFileSync(join(folder, 'breached.txt'), `${digests.toSorted().join(':7\r\n')}:7\r\n`)
  const breachCheck = { name: 'password_auth', config: { breach_check: join(folder, 'breached.txt') } }
  const { call } = await composeServer(memoryStores(), { PYLON_CONFIG: writeManifest(folder, [breachCheck]) })

  expect(await call('POST', '/password/register', { body: account })).toMatchObject({
    status: 400,
    code: 'PWNED_PASSWORD',
  })
  const safe = { ...account, password: 'nobody else has this one' }
  const { token } = (await call('POST', '/password/register', { body: safe })).body
  const change = { current_password: safe.password, new_password: account.password }
  expect((await call('POST', '/password/change', { body: change, bearer: token })).code).toBe('PWNED_PASSWORD')
})

it('mails about a sign-in from a device that was not used before, and of no other', async () => {
  const stores = memoryStores()
  const { call } = await composeServer(stores)
  const signIn = (headers: Record<string, string>): Promise<unknown> =>
    call('POST', '/password/login', { body: account, headers })
  const laptop = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }
  await call('POST', '/password/register', { body: account, headers: laptop })
  await signIn(laptop)
  expect(await stores.outbox.count()).toBe(0)
  await signIn({ 'User-Agent': 'curl/8.0' })
  expect(await stores.outbox.count()).toBe(1)
})
