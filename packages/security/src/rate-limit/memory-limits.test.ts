import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { ConfigError } from '@pylon/core'
import { limitCases } from '@pylon/testkit'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { memoryLimits } from './memory-limits.ts'

describe('memoryLimits keeps the contract', () => {
  for (const { name, run } of limitCases) it(name, () => run({ open: nowMs => memoryLimits({ monotonicMs: nowMs }) }))
})

function timed(maxKeys: number, maxRequests: number) {
  const time = { ms: 0 }
  const limits = memoryLimits({ maxKeys, monotonicMs: () => time.ms })
  return { time, limits, admit: (key: string) => limits.admit(key, { maxRequests, windowSecs: 64 }) }
}

it('setting the wall clock an hour back or forth changes nothing', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const limits = memoryLimits()
  const answers = []
  for (const hours of [0, -1, 1, 0]) {
    vi.setSystemTime(1_800_000_000_000 + hours * 3_600_000)
    answers.push((await limits.admit('key', { maxRequests: 3, windowSecs: 60 })).isAdmitted)
  }
  expect(answers).toEqual([true, true, true, false])
})

describe('at `maxKeys`', () => {
  it('the key that was seen longest ago leaves', async () => {
    const { admit } = timed(3, 10)
    for (const key of ['a', 'b', 'c', 'a', 'd']) await admit(key)
    expect((await admit('a')).remaining).toBe(7)
    expect((await admit('c')).remaining).toBe(8)
    expect((await admit('b')).remaining).toBe(9)
  })

  it('a key at its limit is not forgotten, however many others call', async () => {
    const { admit } = timed(100, 2)
    for (let key = 0; key < 99; key++) for (let call = 0; call < 3; call++) await admit(`full ${key}`)
    for (let other = 0; other < 10_000; other++) expect((await admit(`other ${other}`)).isAdmitted).toBe(true)
    for (let key = 0; key < 99; key++) expect((await admit(`full ${key}`)).isAdmitted).toBe(false)
  })

  it('when all keys are at their limit the one seen longest ago leaves, so that nobody new is locked out', async () => {
    const { admit } = timed(20, 1)
    for (let key = 0; key < 20; key++) await admit(`full ${key}`)
    expect((await admit('new')).isAdmitted).toBe(true)
    for (let key = 1; key < 20; key++) expect((await admit(`full ${key}`)).isAdmitted).toBe(false)
    expect((await admit('full 0')).isAdmitted).toBe(true)
  })

  it('a key that is not at its limit any more leaves before those that are', async () => {
    const { time, admit } = timed(3, 2)
    for (const key of ['first', 'second', 'third']) {
      time.ms += 1_000
      await admit(key)
    }
    for (const key of ['first', 'third', 'second']) {
      time.ms += 20_000
      await admit(key)
    }
    expect((await admit('first')).isAdmitted).toBe(false) // now the third was seen longest ago
    time.ms = 66_500 // one request of the first and of the second has left
    expect((await admit('new')).remaining).toBe(1)
    expect((await admit('third')).isAdmitted).toBe(false)
    expect((await admit('first')).remaining).toBe(0)
    expect((await admit('second')).remaining).toBe(1)
  })

  it('keys that have ended leave before any that have not', async () => {
    const { time, admit } = timed(3, 2)
    await admit('full')
    await admit('full')
    time.ms = 60_000
    await admit('live 1')
    await admit('live 2')
    time.ms = 65_000
    await admit('new')
    expect((await admit('live 1')).remaining).toBe(0)
    expect((await admit('live 2')).remaining).toBe(0)
  })
})

it.each([64, 65, 255, 256, 65_535, 65_536, 1_000_000])('counts to %i in one slot and over many', async maxRequests => {
  const { time, admit } = timed(10, maxRequests)
  for (const key of ['one slot', 'many']) {
    for (let call = 0; call < maxRequests; call++) {
      if (key === 'many') time.ms += 60_000 / maxRequests
      const { isAdmitted, remaining } = await admit(key)
      if (!isAdmitted || remaining !== maxRequests - call - 1) expect.fail(`${key}: call ${call}, ${remaining} remain`)
    }
    expect(await admit(key)).toMatchObject({ isAdmitted: false, remaining: 0 })
  }
})

it('a key takes less than 250 bytes at limits of 64 and 100, however much is counted', async () => {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void // what the flag exposes
  const used = (): number => {
    collectGarbage()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
  const keyCount = 60_000
  const places = [64, 100].map(maxRequests => ({ maxRequests, ...timed(keyCount, maxRequests) }))
  for (const { time, admit } of places) {
    const before = used()
    for (let slot = 0; slot < 65; slot += 8, time.ms += 8_000) {
      for (let key = 0; key < keyCount; key++) await admit(`ip 100/60 /64 ip:203.0.${key >> 8}.${key & 255}`)
    }
    const bytes = (used() - before) / keyCount
    expect(bytes).toBeGreaterThan(65)
    expect(bytes).toBeLessThan(250)
  }
  for (const { maxRequests, admit } of places) {
    expect((await admit('ip 100/60 /64 ip:203.0.0.0')).remaining).toBe(maxRequests - 9) // the first slot has left
  }
})

it('a limit or a number of keys that cannot be is refused', async () => {
  for (const maxKeys of [0, 1.5, Number.NaN, 10_000_001]) expect(() => memoryLimits({ maxKeys })).toThrow(ConfigError)
  for (const bad of [0, 1_000_001, 1.5, Number.NaN]) {
    await expect(memoryLimits().admit('key', { maxRequests: bad, windowSecs: 60 })).rejects.toThrow(RangeError)
  }
  for (const bad of [0, 86_401, 1.5, Number.NaN]) {
    await expect(memoryLimits().admit('key', { maxRequests: 60, windowSecs: bad })).rejects.toThrow(RangeError)
  }
  const limits = memoryLimits()
  for (let at = 1; at <= 1_000; at++) await limits.admit('key', { maxRequests: at, windowSecs: 60 })
  await expect(limits.admit('key', { maxRequests: 1, windowSecs: 61 })).rejects.toThrow('different limits')
})
