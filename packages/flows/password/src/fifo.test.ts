import { expect, it } from 'vitest'
import { createFifo } from './fifo.ts'

it('gives values back in the order they came, also after it ran empty', () => {
  const fifo = createFifo<number>()
  expect(fifo.shift()).toBeNull()
  fifo.push(1)
  fifo.push(2)
  expect([fifo.size, fifo.shift(), fifo.shift(), fifo.shift(), fifo.size]).toEqual([2, 1, 2, null, 0])
  fifo.push(3)
  expect([fifo.size, fifo.shift(), fifo.size]).toEqual([1, 3, 0])
})
