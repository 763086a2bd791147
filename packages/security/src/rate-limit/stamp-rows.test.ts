import { expect, it } from 'vitest'
import { randomFrom } from '../../test/random-from.ts'
import type { Rows } from './rows.ts'
import { SlotRows } from './slot-rows.ts'
import { StampRows } from './stamp-rows.ts'

const slots = 64

it.each([1, 2, 5, 64])('with %i places it tells what rows of slots tell, whatever the clock does', maxRequests => {
  const seed = Math.floor(Math.random() * 2 ** 32)
  const random = randomFrom(seed)
  const both = [new StampRows(maxRequests, slots), new SlotRows(maxRequests, slots)]
  for (const rows of both) for (const row of [0, 1, 1_024]) rows.reserve(row)
  let slot = 1_000_000
  for (let step = 0; step < 20_000; step++) {
    slot += leap(random, maxRequests)
    const row = [0, 1, 1_024][step % 3] ?? 0
    if (random() < 0.002) for (const rows of both) rows.clear(row)
    const isSwept = random() < 0.1
    const [stamps, counts] = both.map(rows => (isSwept ? rows.total(row, slot) : answerOf(rows, row, slot)))
    expect(stamps, `seed ${seed}, step ${step}`).toEqual(counts)
  }
})

/** Mostly a little forward; at times back, and by as much as 16 bits go round. */
function leap(random: () => number, maxRequests: number): number {
  const kind = random()
  if (kind < 0.4) return 0
  if (kind < 0.96) return Math.floor((random() * 2 * slots) / maxRequests)
  if (kind < 0.98) return -Math.floor(random() * 3 * slots)
  return (kind < 0.985 ? -1 : 1) * 2 ** 16 + Math.floor(random() * 3)
}

const answerOf = (rows: Rows, row: number, slot: number): readonly unknown[] => [
  rows.admit(row, slot),
  rows.lastTotal,
  rows.lastAge,
]
