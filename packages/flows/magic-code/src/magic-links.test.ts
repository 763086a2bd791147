import { ConfigError } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { expect, it } from 'vitest'
import { createMagicLinks } from './magic-links.ts'

function open(purpose = 'test', stores = memoryStores()) {
  const clock = Object.assign(() => clock.now, { now: 1_000 })
  const links = createMagicLinks({ oneTime: stores.oneTime, purpose, prefix: 'test_', lifetimeSecs: 900, clock })
  return { stores, clock, links }
}

it('has one winner of 1,000 parallel redemptions', async () => {
  const { links } = open()
  const { token, expiresAt } = await links.create('ada', 'content')
  expect([token, expiresAt]).toEqual([expect.stringMatching(/^test_[0-9a-f]{64}$/), 1_900])
  const found = await Promise.all(Array.from({ length: 1_000 }, () => links.redeem(token)))
  expect(found.filter(redeemed => redeemed?.content === 'content')).toHaveLength(1)
  expect(found.filter(redeemed => redeemed === null)).toHaveLength(999)
})

it('leaves one link that counts of 50 made in parallel for a subject, and those of others alone', async () => {
  const { links } = open()
  const other = await links.create('eve', 'hers')
  const made = await Promise.all(Array.from({ length: 50 }, (_, at) => links.create('ada', String(at))))
  const found = await Promise.all(made.map(({ token }) => links.redeem(token)))
  expect(found.filter(redeemed => redeemed !== null)).toHaveLength(1)
  expect((await links.redeem(other.token))?.content).toBe('hers')
})

it('finds no link of another purpose', async () => {
  const { links, stores } = open()
  const { token } = await links.create('ada', 'content')
  expect(await open('other', stores).links.redeem(token)).toBeNull()
  expect((await links.redeem(token))?.content).toBe('content')
})

it('gives a link back when the transaction that redeemed it fails', async () => {
  const { links, stores } = open()
  const { token } = await links.create('ada', 'content')
  const failed = stores.transaction(async tx => {
    expect((await links.within(tx.oneTime).redeem(token))?.content).toBe('content')
    throw new Error('the rest failed')
  })
  await expect(failed).rejects.toThrow('the rest failed')
  expect((await links.redeem(token))?.content).toBe('content')
})

it('refuses a lifetime that is no whole number', () => {
  const { oneTime } = memoryStores()
  const withLifetime = (lifetimeSecs: number) => () =>
    createMagicLinks({ oneTime, purpose: 'test', prefix: 'test_', lifetimeSecs })
  for (const lifetimeSecs of [0, -1, 1.5, Number.NaN]) expect(withLifetime(lifetimeSecs)).toThrow(ConfigError)
})
