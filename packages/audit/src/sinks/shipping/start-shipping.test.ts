import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AuditStore, ConfigError } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { expect, it, onTestFinished } from 'vitest'
import { fakeSink } from '../../../test/fake-sink.ts'
import { linesText, sealOf, testDraft, testKeys } from '../../../test/make-log.ts'
import { tempFolder } from '../../../test/temp-folder.ts'
import { linkEntries } from '../../chain.ts'
import { fileSink } from '../file/file-sink.ts'
import { verifyFile } from '../file/verify-file.ts'
import type { AuditSink } from '../sink.ts'
import { type Shipping, type ShippingOptions, startShipping } from './start-shipping.ts'

const upTo = (last: number, first = 1): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at)

const add = (store: AuditStore, count: number): Promise<void> =>
  store.append(head =>
    linkEntries(
      head,
      Array.from({ length: count }, () => testDraft()),
    ),
  )

async function seal(store: AuditStore, seq: number, kind: 'seal' | 'cut' = 'seal'): Promise<void> {
  const [row] = await store.read(seq - 1, 1)
  if (row !== undefined) await store.insertCheckpoint(sealOf(row, kind))
}

interface Harness {
  readonly shipping: Shipping
  readonly errors: unknown[]
}

/** Looks on its own but once an hour, so that only what is asked for happens. */
function ship(store: AuditStore, sinks: readonly AuditSink[], options: Partial<ShippingOptions> = {}): Harness {
  const errors: unknown[] = []
  const onError = (error: unknown, name: string): void => void errors.push(`${name}: ${error}`)
  const shipping = startShipping({ store, sinks, onError, intervalSecs: 3_600, ...options })
  onTestFinished(async () => void (await shipping.stop(0.1)))
  return { shipping, errors }
}

it('brings every sink everything, in order, and goes on where it stopped', async () => {
  const { audit } = memoryStores()
  const sinks = [fakeSink('a'), fakeSink('b')] as const
  await add(audit, 25)
  const first = ship(audit, sinks, { batchSize: 10 })
  expect(await first.shipping.flush(5)).toBe(true)
  expect(await first.shipping.shippedUpTo()).toBe(25)
  await add(audit, 5)
  expect(await first.shipping.stop()).toBe(true)
  await add(audit, 5)

  const second = ship(audit, sinks)
  expect(await second.shipping.flush(5)).toBe(true)
  for (const sink of sinks) expect(sink.seqs()).toEqual(upTo(35))
  expect(sinks[0].isClosed()).toBe(true)
})

it('ships soon when it is nudged, and what other servers wrote at the next look', async () => {
  const { audit } = memoryStores()
  const [nudged, looking] = [fakeSink('a'), fakeSink('b')]
  const { shipping } = ship(audit, [nudged])
  ship(audit, [looking], { intervalSecs: 0.02 })
  await expect.poll(() => [...shipping.positions().values()]).toEqual([0])
  await add(audit, 3)
  await expect.poll(() => looking.seqs()).toEqual(upTo(3))
  expect(nudged.seqs()).toEqual([])
  shipping.nudge()
  await expect.poll(() => nudged.seqs()).toEqual(upTo(3))
})

it('ships checkpoints behind their entries, late ones too, and the newest again after a start', async () => {
  const { audit } = memoryStores()
  const sink = fakeSink('a')
  await add(audit, 10)
  await seal(audit, 4)
  await seal(audit, 10)
  const { shipping } = ship(audit, [sink], { batchSize: 3 })
  await shipping.flush(5)
  const order = sink.records.map(each => (each.kind === 'entry' ? each.row.seq : `seal ${each.checkpoint.seq}`))
  expect(order).toEqual([...upTo(4), 'seal 4', ...upTo(10, 5), 'seal 10'])

  await add(audit, 2)
  await shipping.flush(5)
  await seal(audit, 12)
  await shipping.stop()
  expect(sink.sealedSeqs()).toEqual([4, 10, 12])

  await ship(audit, [sink]).shipping.flush(5)
  expect(sink.sealedSeqs()).toEqual([4, 10, 12, 12])
})

it('gives a sink that is added after a cut the cut first', async () => {
  const { audit } = memoryStores()
  const sink = fakeSink('a')
  await add(audit, 10)
  for (const seq of [3, 6, 9]) await seal(audit, seq)
  await seal(audit, 3, 'cut')
  await seal(audit, 6, 'cut')
  await audit.sweep(100)
  await ship(audit, [sink]).shipping.flush(5)
  const kinds = sink.records.map(each =>
    each.kind === 'entry' ? each.row.seq : `${each.checkpoint.kind} ${each.checkpoint.seq}`,
  )
  expect(kinds).toEqual(['seal 6', 'cut 6', 7, 8, 9, 'seal 9', 10])
})

it('tries a sink that fails again, and holds up no other', async () => {
  const { audit } = memoryStores()
  let failuresLeft = 2
  const failing = fakeSink('failing', () => {
    if (failuresLeft-- > 0) throw new Error('not now')
  })
  const [hanging, sound] = [fakeSink('hanging', () => new Promise(() => {})), fakeSink('sound')]
  await add(audit, 5)
  const { shipping, errors } = ship(audit, [hanging, failing, sound])
  await expect.poll(() => sound.seqs()).toEqual(upTo(5))
  expect(await shipping.flush(0.1)).toBe(false)
  await expect.poll(() => failing.seqs(), { timeout: 5_000 }).toEqual(upTo(5))
  expect(errors).toEqual(['failing: Error: not now', 'failing: Error: not now'])
  expect(Object.fromEntries(shipping.positions())).toEqual({ hanging: 0, failing: 5, sound: 5 })
  expect(await shipping.shippedUpTo()).toBe(0)
  expect(await shipping.stop(0.1)).toBe(false)
})

it('goes on when the store was away', async () => {
  const { audit } = memoryStores()
  const sink = fakeSink('a')
  let isAway = true
  const read: AuditStore['read'] = async (after, limit) => {
    if (isAway) throw new Error('away')
    return audit.read(after, limit)
  }
  await add(audit, 5)
  const { shipping, errors } = ship({ ...audit, read }, [sink])
  await expect.poll(() => errors).toEqual(['a: Error: away'])
  isAway = false
  expect(await shipping.flush(5)).toBe(true)
  expect(sink.seqs()).toEqual(upTo(5))
})

it('ships from one server at a time, and from another one when the first died or stopped', async () => {
  const { audit } = memoryStores()
  let now = 1_800_000_000
  const clock = () => now
  const [a, b, c] = [fakeSink('x'), fakeSink('x'), fakeSink('x')]
  await add(audit, 5)
  const first = ship(audit, [a], { clock })
  await first.shipping.flush(5)
  const second = ship(audit, [b], { clock })
  await add(audit, 5)
  expect(await second.shipping.flush(5)).toBe(true)
  expect([a.seqs(), b.seqs()]).toEqual([upTo(5), []])
  expect(second.shipping.positions().get('x')).toBe(null)
  expect(await second.shipping.shippedUpTo()).toBeGreaterThanOrEqual(5) // whoever ships

  now += 30 // the first one says nothing: it died
  await second.shipping.flush(5)
  expect(b.seqs()).toEqual(upTo(10, 6))
  await add(audit, 2)
  await first.shipping.flush(5)
  expect(a.seqs()).toEqual(upTo(5))
  await second.shipping.stop()

  await add(audit, 1)
  await ship(audit, [c], { clock }).shipping.flush(5)
  expect([...b.seqs(), ...c.seqs()]).toEqual(upTo(13, 6))
})

it('does not go on under a lease that went to another server while it wrote', async () => {
  const { audit } = memoryStores()
  let now = 1_800_000_000
  const clock = () => now
  let release = (): void => {}
  const slow = fakeSink('x', () => new Promise<void>(resolve => (release = resolve)))
  await add(audit, 5)
  const first = ship(audit, [slow], { clock })
  await expect.poll(() => first.shipping.positions().get('x')).toBe(0)
  now += 30
  const other = fakeSink('x')
  const second = ship(audit, [other], { clock })
  expect(await second.shipping.flush(5)).toBe(true)
  release()
  await expect.poll(() => first.shipping.positions().get('x')).toBe(null)
  expect(await second.shipping.shippedUpTo()).toBe(5)
})

it('keeps its lease while the clock goes back and forth', async () => {
  const { audit } = memoryStores()
  let now = 1_800_000_000
  const sink = fakeSink('x')
  const { shipping, errors } = ship(audit, [sink], { clock: () => now })
  for (const step of [0, -3_600, 3_600, 16, -1, 90]) {
    now += step
    await add(audit, 1)
    await shipping.flush(5)
  }
  expect(sink.seqs()).toEqual(upTo(6))
  expect(errors).toEqual([])

  now -= 3_600 // and then dies: the lease must not last until the time that was
  await shipping.flush(5)
  now += 30
  const other = ship(audit, [fakeSink('x')], { clock: () => now })
  await other.shipping.flush(5)
  expect(other.shipping.positions().get('x')).toBe(6)
})

it('gathers for a sink that asks for it, and not when it is flushed', async () => {
  const { audit } = memoryStores()
  let now = 1_800_000_000
  const sink = fakeSink('x', () => {}, 10)
  const { shipping } = ship(audit, [sink], { clock: () => now, intervalSecs: 0.01, batchSize: 4 })
  await add(audit, 3)
  await expect.poll(() => [...shipping.positions().values()]).toEqual([0])
  await new Promise(resolve => setImmediate(resolve))
  expect(sink.seqs()).toEqual([])
  await shipping.flush(5)
  expect(sink.seqs()).toEqual(upTo(3))
  await add(audit, 9)
  now += 10
  await expect.poll(() => sink.seqs(), { timeout: 8_000 }).toEqual(upTo(11)) // two full portions, the third is gathering
})

it('fills a file that verifies, checkpoint and all, and ends with what it was told last', async () => {
  const { audit } = memoryStores()
  const path = join(tempFolder(), 'audit.jsonl')
  const { shipping } = ship(audit, [fileSink({ path, maxBytes: 8_192 })], { batchSize: 7 })
  for (let round = 0; round < 10; round++) {
    await add(audit, 5)
    shipping.nudge()
  }
  await seal(audit, 50)
  expect(await shipping.stop()).toBe(true)
  const expected = { ...(await audit.head()), sealedSeq: 50 }
  expect(await verifyFile(path, { verifier: testKeys, expected })).toMatchObject({
    ok: true,
    entries: 50,
    sealedSeq: 50,
  })
  const [row] = await audit.read(49, 1)
  const ending = linesText([{ kind: 'checkpoint', checkpoint: sealOf(row ?? expect.unreachable()) }])
  expect(readFileSync(path, 'utf8').endsWith(ending)).toBe(true)
})

it('stops once, whoever asks and however often', async () => {
  const { audit } = memoryStores()
  const sink = fakeSink('a')
  await add(audit, 1)
  const { shipping } = ship(audit, [sink])
  expect(await Promise.all([shipping.stop(), shipping.stop()])).toEqual([true, true])
  expect(await shipping.flush(1)).toBe(false)
  expect(sink.seqs()).toEqual([1])
})

it('has nothing to wait for without sinks', async () => {
  const { shipping } = ship(memoryStores().audit, [])
  expect(await shipping.shippedUpTo()).toBe(Number.MAX_SAFE_INTEGER)
  expect(await shipping.stop()).toBe(true)
})

it('takes no two sinks of one name', () => {
  expect(() => ship(memoryStores().audit, [fakeSink('a'), fakeSink('a')])).toThrow(ConfigError)
})
