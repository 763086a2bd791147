import { createKeys } from '@pylon/core'
import { expect, it } from 'vitest'
import { resealTotpSecrets } from '../src/index.ts'
import { createHarness, someSecret } from './harness.ts'

const keys = createKeys({ secret: 'the next secret', previousSecrets: [someSecret] })

it('seals every secret under the newest key, page by page, and once is enough', async () => {
  const before = createHarness()
  const { stores, clock } = before
  const enrolled = [await before.enroll(), await before.enroll(), await before.enroll()]
  await before.addUser()
  expect(await resealTotpSecrets({ stores, keys, batch: 2, clock })).toEqual({
    resealed: 3,
    unchanged: 0,
    unreadable: 0,
  })
  expect(await resealTotpSecrets({ stores, keys, batch: 2, clock })).toEqual({
    resealed: 0,
    unchanged: 3,
    unreadable: 0,
  })

  const after = createHarness({ stores, clock, keys: createKeys({ secret: 'the next secret' }) })
  for (const { user, secret } of enrolled) {
    const { challenge } = (await after.begin(user)).body
    expect((await after.post('totp/login', { challenge, code: after.codeOf(secret) })).outcome).toBe('200')
  }
})

it('leaves what no key opens as it is, and tells of it', async () => {
  const { enroll, stores } = createHarness()
  const { user } = await enroll()
  const before = await stores.credentials.find(user.id, 'totp')
  const others = createKeys({ secret: 'lost the one before' })
  expect(await resealTotpSecrets({ stores, keys: others })).toEqual({ resealed: 0, unchanged: 0, unreadable: 1 })
  expect(await stores.credentials.find(user.id, 'totp')).toEqual(before)
})

it('brings no secret back that was replaced meanwhile, and no step', async () => {
  const { enroll, stores, clock } = createHarness()
  const { user } = await enroll()
  const step = clock.now / 30 + 5
  const racing = {
    users: stores.users,
    credentials: {
      ...stores.credentials,
      find: async (userId: string, kind: string) => {
        const found = await stores.credentials.find(userId, kind)
        if (found !== null) await stores.credentials.put({ ...found, value: 'newer', step })
        return found
      },
      replace: stores.credentials.replace,
    },
  }
  expect(await resealTotpSecrets({ stores: racing, keys })).toMatchObject({ resealed: 0 })
  expect(await stores.credentials.find(user.id, 'totp')).toMatchObject({ value: 'newer', step })
})
