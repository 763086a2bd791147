import { ConfigError, PylonError } from '@pylon/core'
import { describe, expect, it } from 'vitest'
import { hashPassword } from './hashing.ts'
import { createPasswords } from './passwords.ts'

const cheap = { memoryCostKib: 64, timeCost: 1, maxConcurrent: 1 }
const password = 'correct horse battery'
const no = { isCorrect: false, needsRehash: false }
const bcryptHash = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'

it('verifies what it hashed', async () => {
  const passwords = createPasswords(cheap)
  const hash = await passwords.hash(password)
  expect(await passwords.verify(hash, password)).toEqual({ isCorrect: true, needsRehash: false })
  expect(await passwords.verify(hash, 'wrong')).toEqual(no)
})

it('asks for a new hash only after the correct password', async () => {
  const passwords = createPasswords(cheap)
  expect(await passwords.verify(bcryptHash, 'U*U')).toEqual({ isCorrect: true, needsRehash: true })
  expect(await passwords.verify(bcryptHash, 'wrong')).toEqual(no)
  const older = await hashPassword(password, { memoryCostKib: 128, timeCost: 1 })
  expect(await passwords.verify(older, password)).toEqual({ isCorrect: true, needsRehash: true })
})

it('answers no for a user without a hash, for a malformed hash and for a lost pepper', async () => {
  const passwords = createPasswords(cheap)
  const lost = await hashPassword(password, { ...cheap, pepper: { id: 'lost', key: new Uint8Array(32) } })
  for (const stored of [null, '', 'nonsense', lost]) expect(await passwords.verify(stored, password)).toEqual(no)
})

it('never verifies the dummy hash, whatever the password', async () => {
  const passwords = createPasswords(cheap)
  for (const guess of ['', 'dummy', password]) expect(await passwords.verify(null, guess)).toEqual(no)
})

it('pays for a hash when there is none to verify, from the first time on', async () => {
  const hash = await hashPassword(password)
  const cost = { known: await cpuCost(hash), unknown: await cpuCost(null), unreadable: await cpuCost('nonsense') }

  for (const ratio of [cost.unknown / cost.known, cost.unreadable / cost.known]) {
    expect(ratio).toBeGreaterThan(0.6)
    expect(ratio).toBeLessThan(1.6)
  }
})

/** Processor time of this process for a first verification, which other processes cannot lengthen; median of 9. */
async function cpuCost(stored: string | null): Promise<number> {
  const costs: number[] = []
  for (let round = 0; round < 9; round += 1) {
    const passwords = createPasswords({ maxConcurrent: 1 })
    const before = process.cpuUsage()
    await passwords.verify(stored, 'wrong')
    const { user, system } = process.cpuUsage(before)
    costs.push(user + system)
  }

  return costs.toSorted((a, b) => a - b)[4] ?? 0
}

describe('admit', () => {
  it('is awaited inside the slot, before hashing, for known and unknown alike', async () => {
    const passwords = createPasswords(cheap)
    const hash = await passwords.hash(password)
    for (const stored of [hash, null]) {
      const seen: number[] = []
      await passwords.verify(stored, password, async () => {
        seen.push(passwords.queue.active)
      })
      expect(seen).toEqual([1])
    }
  })

  it('refuses with its own error, hashes nothing and frees the slot', async () => {
    const passwords = createPasswords({ maxConcurrent: 1, memoryCostKib: 262_144, timeCost: 16 })
    const startedAt = performance.now()
    const refusal = new PylonError('ACCOUNT_LOCKED', 429, 'Too many failures')
    await expect(passwords.verify(null, password, () => Promise.reject(refusal))).rejects.toBe(refusal)
    expect(performance.now() - startedAt).toBeLessThan(200)
    expect(passwords.queue.active).toBe(0)
  })

  it('is not asked when the queue is full', async () => {
    const passwords = createPasswords({ ...cheap, maxQueued: 0 })
    let asked = 0
    const admit = async (): Promise<void> => {
      asked += 1
    }
    const runs = [passwords.verify(null, password, admit), passwords.verify(null, password, admit)]
    const results = await Promise.allSettled(runs)
    expect(results.map(result => result.status)).toEqual(['fulfilled', 'rejected'])
    expect(asked).toBe(1)
  })

  it('is asked one after the other with one slot, so that a lockout counts before the next guess is hashed', async () => {
    const passwords = createPasswords(cheap)
    let attempts = 0
    const admit = async (): Promise<void> => {
      attempts += 1
      await new Promise(resolve => setImmediate(resolve))
      if (attempts > 5) throw new PylonError('ACCOUNT_LOCKED', 429, 'Too many failures')
    }
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => passwords.verify(null, password, admit)))
    expect(results.filter(result => result.status === 'fulfilled')).toHaveLength(5)
  })
})

it('sends hashing through the queue too, and refuses what does not fit', async () => {
  const passwords = createPasswords({ ...cheap, maxQueued: 1 })
  const results = await Promise.allSettled([1, 2, 3].map(() => passwords.hash(password)))
  expect(results.map(result => result.status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
})

it('tells an over-long or ill-formed password no without hashing', async () => {
  const passwords = createPasswords({ maxConcurrent: 1, memoryCostKib: 262_144, timeCost: 16 })
  const startedAt = performance.now()
  for (const guess of ['a'.repeat(1025), '\ud800'.repeat(8), `a${'\u0301\u0323'.repeat(50_000)}`]) {
    expect(await passwords.verify(null, guess)).toEqual(no)
  }
  expect(performance.now() - startedAt).toBeLessThan(200)
})

it('throws ConfigError with every option that is out of range', () => {
  const options = { timeCost: 0, maxConcurrent: 0, maxQueued: -1, pepper: { id: 'k', key: 'short' } }
  expect(() => createPasswords(options)).toThrow(ConfigError)
  try {
    createPasswords(options)
  } catch (error) {
    expect((error as ConfigError).problems).toHaveLength(4)
  }
})
