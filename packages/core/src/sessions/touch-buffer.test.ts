import { expect, it } from 'vitest'
import { memoryStores } from '../memory/index.ts'
import type { SessionStore, SessionTouch } from '../stores/session.ts'
import { createTouchBuffer, type TouchBuffer } from './touch-buffer.ts'

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

function bufferFor({ touch }: Pick<SessionStore, 'touch'>): TouchBuffer {
  return createTouchBuffer((tokenHash, lastUsedAt) => ({ tokenHash, lastUsedAt }), touch)
}
