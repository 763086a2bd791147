import { expect, it } from 'vitest'
import { memoryStores } from '../memory/index.ts'
import type { SessionStore, SessionTouch } from '../stores/session.ts'
import { createTouchBuffer, type TouchBuffer, type TouchBufferOptions } from './touch-buffer.ts'

function recordingStore(): { store: SessionStore; batches: (readonly SessionTouch[])[] } {
  const batches: (readonly SessionTouch[])[] = []
  const store = {
    ...memoryStores().sessions,
    touch: async (touches: readonly SessionTouch[]) => void batches.push(touches),
  }
  return { store, batches }
}

it('writes together what was gathered, the latest time for each session, in batches of 100', async () => {
  const { store, batches } = recordingStore()
  const buffer = bufferFor(store)
  for (let at = 0; at < 250; at += 1) buffer.add(`hash ${at}`, 1)
  buffer.add('hash 0', 2)
  expect(batches).toEqual([])
  await buffer.flush()
  expect(batches.map(batch => batch.length)).toEqual([100, 100, 50])
  expect(batches[0]?.[0]).toEqual({ tokenHash: 'hash 0', lastUsedAt: 2 })
  await buffer.flush()
  expect(batches).toHaveLength(3)
})

it('never holds more than 1,000', async () => {
  const { store, batches } = recordingStore()
  const buffer = bufferFor(store)
  for (let at = 0; at < 5_000; at += 1) buffer.add(`hash ${at}`, 1)
  await buffer.flush()
  expect(batches.flat()).toHaveLength(1_000)
})

it('writes by itself within a second or so', async () => {
  const { store, batches } = recordingStore()
  bufferFor(store).add('hash', 1)
  await expect.poll(() => batches.length, { timeout: 5_000 }).toBe(1)
})

it('does not wait for a timer that the runtime has dropped', async () => {
  const { store, batches } = recordingStore()
  const buffer = bufferFor(store)
  buffer.add('hash', 1)
  buffer.add('other', 3)
  expect(batches).toEqual([[{ tokenHash: 'hash', lastUsedAt: 1 }]])
  await buffer.flush()
})

it('knows a time until a later write is done, and begins no write while another is under way', async () => {
  const { store, batches } = recordingStore()
  const gates: (() => void)[] = []
  const touch = async (touches: readonly SessionTouch[]): Promise<void> => {
    await new Promise<void>(resolve => gates.push(resolve))
    await store.touch(touches)
  }
  const buffer = bufferFor({ touch })
  buffer.add('first', 1)
  const first = buffer.flush()
  buffer.add('second', 2)
  const second = buffer.flush()
  expect([gates.length, buffer.find('first'), buffer.find('second'), buffer.find('third')]).toEqual([1, 1, 2, 0])
  gates[0]?.()
  await first
  await expect.poll(() => gates.length).toBe(2)
  gates[1]?.()
  await second
  expect(batches.flat()).toEqual([
    { tokenHash: 'first', lastUsedAt: 1 },
    { tokenHash: 'second', lastUsedAt: 2 },
  ])
})

it('where nothing may be lost: is written early when it is full, and keeps what could not be written', async () => {
  const { store, batches } = recordingStore()
  let isDown = false
  const touch = async (touches: readonly SessionTouch[]): Promise<void> => {
    if (isDown) throw new Error('down')
    await store.touch(touches)
  }
  const buffer = bufferFor({ touch }, { maxGathered: 150, delaySecs: 60, allowLoss: false })
  for (let at = 0; at < 200; at += 1) buffer.add(`hash ${at}`, 1)
  await expect.poll(() => batches.flat().length).toBe(150)
  isDown = true
  await expect(buffer.flush()).rejects.toThrow('down')
  isDown = false
  buffer.add('hash 150', 2)
  await buffer.flush()
  expect(batches.flat()).toHaveLength(200)
  expect(batches.flat().at(-1)).toEqual({ tokenHash: 'hash 199', lastUsedAt: 1 })
  expect(batches.flat()).toContainEqual({ tokenHash: 'hash 150', lastUsedAt: 2 })
})

it('writes a time at once where asked to, and that key not again before the delay is over', async () => {
  const { store, batches } = recordingStore()
  const buffer = bufferFor(store, { delaySecs: 10, allowLoss: false })
  buffer.add('other', 1)
  buffer.addAtOnce('hash', 5)
  expect([batches.flat(), buffer.find('hash')]).toEqual([[{ tokenHash: 'hash', lastUsedAt: 5 }], 5])
  buffer.add('hash', 9)
  buffer.add('other', 12) // its delay is over
  await expect.poll(() => batches.flat().slice(1)).toEqual([{ tokenHash: 'other', lastUsedAt: 12 }])
  buffer.add('other', 22)
  expect(batches.flat()).toHaveLength(2)
  buffer.add('other', 23)
  await expect
    .poll(() => batches.flat().slice(2))
    .toEqual([
      { tokenHash: 'hash', lastUsedAt: 9 },
      { tokenHash: 'other', lastUsedAt: 22 },
    ])
})

function bufferFor({ touch }: Pick<SessionStore, 'touch'>, options: TouchBufferOptions = {}): TouchBuffer {
  return createTouchBuffer((tokenHash, lastUsedAt) => ({ tokenHash, lastUsedAt }), touch, options)
}
