import { setImmediate as untilNextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createTurnstile } from './turnstile.ts'

it('lets a few through in every turn of the event loop, first come, first served', async () => {
  const turnstile = createTurnstile(3)
  const passed: number[] = []
  for (let at = 0; at < 8; at += 1) void turnstile.pass().then(() => passed.push(at))
  const afterTurns: number[] = []
  for (let turn = 0; turn < 4; turn += 1) {
    await untilNextTurn()
    afterTurns.push(passed.length)
  }
  expect(afterTurns).toEqual([3, 6, 8, 8])
  expect(passed).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})

it('starts again after it came to rest', async () => {
  const turnstile = createTurnstile(1)
  await turnstile.pass()
  await untilNextTurn()
  await turnstile.pass()
})
