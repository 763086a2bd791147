import { expect, it } from 'vitest'
import { createWriteLock } from './write-lock.ts'

it('lets in one at a time, in the order in which they came', async () => {
  const lock = createWriteLock(1)
  const log: string[] = []
  const visit = (name: string): Promise<void> =>
    lock.hold(async () => {
      log.push(`${name} in`)
      await Promise.resolve()
      log.push(`${name} out`)
    })
  await Promise.all(['a', 'b', 'c'].map(visit))
  expect(log).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out'])
  expect(lock.isHeld).toBe(false)
})

it('is held without a gap while it goes from one to the next', async () => {
  const lock = createWriteLock(1)
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const holders = [lock.hold(() => first.promise), lock.hold(() => second.promise)]
  first.resolve()
  for (let hop = 0; hop < 20; hop++) {
    expect(lock.isHeld).toBe(true)
    await Promise.resolve()
  }
  second.resolve()
  await Promise.all(holders)
  expect(lock.isHeld).toBe(false)
})

it('is free again after work that throws', async () => {
  const lock = createWriteLock(1)
  const failing = lock.hold(async () => {
    throw new Error('as it is')
  })
  await expect(failing).rejects.toThrow('as it is')
  expect(await lock.hold(async () => 'next')).toBe('next')
})

it('does not let a writer wait for ever, and goes on with the others', async () => {
  const lock = createWriteLock(0.01)
  const held = Promise.withResolvers<void>()
  const holding = lock.hold(() => held.promise)
  await expect(lock.hold(async () => {})).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  const next = lock.hold(async () => 'next')
  held.resolve()
  await holding
  expect(await next).toBe('next')
})
