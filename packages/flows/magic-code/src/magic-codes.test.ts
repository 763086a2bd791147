import { ConfigError, createKeys, type OneTimeStore, type StoreBundle } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { expect, it } from 'vitest'
import { createMagicCodes, type MagicCodes, type MagicCodesOptions } from './magic-codes.ts'

const email = 'ada@example.com'

function open(options: Partial<MagicCodesOptions> & { stores?: StoreBundle } = {}) {
  const { stores = memoryStores(), ...rest } = options
  const clock = Object.assign(() => clock.now, { now: 1_000 })
  const keys = createKeys({ secret: 'a secret of the tests' })
  const codes = createMagicCodes({ oneTime: stores.oneTime, counters: stores.counters, keys, clock, ...rest })
  return { stores, clock, codes }
}

const kinds = async (count: number, redeem: (at: number) => ReturnType<MagicCodes['redeem']>): Promise<string[]> =>
  (await Promise.all(Array.from({ length: count }, (_, at) => redeem(at)))).map(({ kind }) => kind)

const wrong = (code: string, by: number): string => String((Number(code) + by) % 1_000_000).padStart(6, '0')

it('gives the note back with the right code, once', async () => {
  const { codes } = open()
  const { code, expiresAt } = await codes.create('sign-in', email, 'for usr_1')
  expect(expiresAt).toBe(1_600)
  expect(await codes.redeem('sign-in', email, code)).toMatchObject({ kind: 'accepted', note: 'for usr_1' })
  expect(await codes.redeem('sign-in', email, code)).toEqual({ kind: 'wrong' })
})

it('has one winner of 1,000 parallel redemptions of the right code', async () => {
  const { codes } = open()
  const { code } = await codes.create('sign-in', email)
  const found = await kinds(1_000, () => codes.redeem('sign-in', email, code))
  expect(found.filter(kind => kind === 'accepted')).toHaveLength(1)
})

it('judges five of 1,000 parallel guesses', async () => {
  const { codes } = open()
  const { code } = await codes.create('sign-in', email)
  const found = await kinds(1_000, at => codes.redeem('sign-in', email, wrong(code, at + 1)))
  expect(found.filter(kind => kind === 'wrong')).toHaveLength(5)
})

it('draws the first digit evenly, zero among them, and always six', async () => {
  const { codes } = open()
  const drawn = await Promise.all(Array.from({ length: 5_000 }, () => codes.create('sign-in', email)))
  expect(drawn.every(({ code }) => /^[0-9]{6}$/.test(code))).toBe(true)
  for (let digit = 0; digit < 10; digit += 1) {
    const share = drawn.filter(({ code }) => code.startsWith(String(digit))).length
    expect(share).toBeGreaterThan(350) // 500 expected, seven standard deviations below
    expect(share).toBeLessThan(650)
  }
})

it('keeps a digest that is bound to address and purpose', async () => {
  const values = new Map<string, string>()
  const stores = memoryStores()
  const oneTime: OneTimeStore = {
    ...stores.oneTime,
    async put(entry) {
      values.set(entry.purpose, entry.value)
      // whoever can write to the database moves an entry to another purpose
      await stores.oneTime.put({ ...entry, purpose: 'magic-code:verification' })
    },
  }
  const { codes } = open({ stores, oneTime })
  const { code } = await codes.create('sign-in', email)
  expect(values.get('magic-code:sign-in')).not.toContain(code)
  expect(await codes.redeem('verification', email, code)).toEqual({ kind: 'wrong' })
})

it('accepts no code that was replaced between the look and the take', async () => {
  const stores = memoryStores()
  let beforeTake = async (): Promise<unknown> => undefined
  const oneTime: OneTimeStore = {
    ...stores.oneTime,
    async take(...entry) {
      await beforeTake()
      return stores.oneTime.take(...entry)
    },
  }
  const { codes } = open({ stores, oneTime, maxWrongPerHour: 1 })
  const { code } = await codes.create('sign-in', email)
  beforeTake = () => codes.create('sign-in', email, 'newer')
  expect(await codes.redeem('sign-in', email, code)).toEqual({ kind: 'wrong' })
  beforeTake = async () => undefined
  const newest = await codes.create('sign-in', email, 'newest')
  expect(await codes.redeem('sign-in', email, newest.code)).toMatchObject({ kind: 'accepted', note: 'newest' })
})

it('does not count what was refused without a look', async () => {
  const { codes } = open({ maxTries: 1, maxWrongPerHour: 2 })
  const { code } = await codes.create('sign-in', email)
  const found = await kinds(5, () => codes.redeem('sign-in', email, wrong(code, 1)))
  expect(found.filter(kind => kind === 'wrong')).toHaveLength(1)
  const newer = await codes.create('sign-in', email)
  expect((await codes.redeem('sign-in', email, newer.code)).kind).toBe('accepted')
})

it('still knows the codes of before the secret was rotated', async () => {
  const { stores, codes, clock } = open()
  const { code } = await codes.create('sign-in', email)
  const keys = createKeys({ secret: 'a newer secret', previousSecrets: ['a secret of the tests'] })
  const rotated = createMagicCodes({ oneTime: stores.oneTime, counters: stores.counters, keys, clock })
  expect((await rotated.redeem('sign-in', email, code)).kind).toBe('accepted')
})

it('takes nothing back from the window after the one it counted in', async () => {
  const stores = memoryStores()
  const counters = { ...stores.counters }
  const { codes, clock } = open({ stores, counters, maxWrongPerHour: 2, lifetimeSecs: 10_000 })
  const { code } = await codes.create('sign-in', email)
  const { increment } = stores.counters
  counters.increment = async (...counted) => {
    const count = await increment(...counted)
    clock.now += 3_600 // the answer is late, and in the new window somebody guessed wrong twice
    counters.increment = increment
    await codes.redeem('sign-in', email, wrong(code, 1))
    await codes.redeem('sign-in', email, wrong(code, 2))
    return count
  }
  expect((await codes.redeem('sign-in', email, code)).kind).toBe('accepted')
  expect(await codes.redeem('sign-in', email, code)).toMatchObject({ kind: 'too-many' })
})

it('refuses limits that are no whole numbers', () => {
  for (const limits of [{ lifetimeSecs: 0 }, { maxTries: 1.5 }, { maxWrongPerHour: Number.NaN }]) {
    expect(() => open(limits)).toThrow(ConfigError)
  }
})
