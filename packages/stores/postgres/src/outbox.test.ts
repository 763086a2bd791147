import { testTime as now, testOutboxMail } from '@pylon/testkit'
import { expect, it } from 'vitest'
import { ownStores } from '../test/own-stores.ts'

it('claim leaves to others what they have in their hands, and does not wait for them', async () => {
  const stores = await ownStores()
  const mails = [testOutboxMail({ dueAt: now - 2 }), testOutboxMail({ dueAt: now - 1 })]
  for (const mail of mails) await stores.outbox.insert(mail)
  await stores.transaction(async tx => {
    expect(await tx.outbox.claim(now, 60, 1)).toMatchObject([{ id: mails[0]?.id }])
    expect(await stores.outbox.claim(now, 60, 10)).toMatchObject([{ id: mails[1]?.id }])
  })
  expect(await stores.outbox.claim(now, 60, 10)).toEqual([])
})

it('a mail that is being replaced is not sent as it was', async () => {
  const stores = await ownStores()
  const old = testOutboxMail()
  const next = testOutboxMail({ key: old.key })
  await stores.outbox.insert(old)
  await stores.transaction(async tx => {
    await tx.outbox.insert(next)
    expect(await stores.outbox.claim(now, 60, 10)).toEqual([])
  })
  expect(await stores.outbox.claim(now, 60, 10)).toMatchObject([{ id: next.id }])
})

it('of mails that are replaced while many claim them, each is handed out once for each insert', async () => {
  const stores = await ownStores()
  const keys = Array.from({ length: 10 }, () => testOutboxMail().key)
  const claimed: string[] = []
  for (let round = 0; round < 20; round++) {
    const answers = await Promise.all([
      ...keys.map(key => stores.outbox.insert(testOutboxMail({ key })).then(() => [])),
      ...Array.from({ length: 8 }, () => stores.outbox.claim(now, 60, 3)),
    ])
    claimed.push(...answers.flat().map(({ id }) => id))
  }
  expect(new Set(claimed).size).toBe(claimed.length)
  expect(await stores.outbox.count()).toBe(keys.length)
})
