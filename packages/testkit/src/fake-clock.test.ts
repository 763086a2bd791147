import { expect, it } from 'vitest'
import { createFakeClock } from './fake-clock.ts'

it('stands still until it is told to move', () => {
  const clock = createFakeClock(1_000)
  clock.advance(60)
  expect(clock()).toBe(1_060)
  clock.advance(-100)
  expect(clock()).toBe(960)
  clock.set(5)
  expect(clock()).toBe(5)
})
