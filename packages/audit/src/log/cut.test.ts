import { expect, it } from 'vitest'
import { fill, openLog, testKeys } from '../../test/sealed-log.ts'
import { tableStore, tablesOf } from '../../test/table-store.ts'
import { createAuditKeys } from '../keys.ts'
import { cutLog } from './cut.ts'

const day = 86_400

/** 50 entries ten days ago and 25 now, sealed every 20. */
async function agedLog(shippedUpTo?: () => Promise<number>) {
  let now = 4_102_444_800
  const clock = Object.assign(() => now, {
    advance(secs: number) {
      now += secs
    },
  })
  const opened = openLog({
    clock,
    checkpointEvery: 20,
    retentionDays: 7,
    ...(shippedUpTo && { shippedUpTo }),
  })
  await fill(opened.log, 50)
  clock.advance(10 * day)
  await fill(opened.log, 25)
  return { ...opened, clock }
}

it('cuts whole sealed segments, and leaves a signature with their last hash', async () => {
  const { log, store } = await agedLog()
  const before = await tablesOf(store)
  expect(await log.cut()).toBe(40)
  expect(await store.read(0, 1)).toMatchObject([{ seq: 41 }])
  const cut = (await store.listCheckpoints(0, 10)).find(({ kind }) => kind === 'cut')
  expect(cut).toMatchObject({ seq: 40, hash: before.rows[39]?.hash, id: before.rows[39]?.id })
  expect(await log.verify()).toMatchObject({ ok: true, entries: 35 })
  expect(await log.cut()).toBe(0)
})

it('goes on with what it had no time for', async () => {
  const { log, store, clock } = await agedLog()
  const keeps = { ...store, sweep: async () => 0 }
  await cutLog({ store: keeps, keys: testKeys, now: clock(), retentionSecs: 7 * day, shippedUpTo: async () => 39 })
  expect(await store.read(0, 1)).toMatchObject([{ seq: 1 }])
  expect(await log.verify()).toMatchObject({ ok: true, entries: 55 })
  expect(await log.cut()).toBe(40)
})

it('keeps what a sink has not got yet', async () => {
  const { log } = await agedLog(async () => 39)
  expect(await log.cut()).toBe(20)
})

it('keeps everything without a retention', async () => {
  const { log, clock } = await agedLog()
  const { log: other, store } = openLog({ clock })
  await fill(other, 2)
  await other.checkpoint()
  clock.advance(10_000 * day)
  expect(await other.cut()).toBe(0)
  expect((await store.head()).seq).toBe(2)
  await log.stop()
})

it('cuts no log that is broken, and none whose seals somebody else made: what happened to it stays to be seen', async () => {
  const { store, clock } = await agedLog()
  const tables = await tablesOf(store)
  const swept: number[] = []
  const options = {
    keys: testKeys,
    now: clock(),
    retentionSecs: 7 * day,
    shippedUpTo: async () => 1_000,
    store: {
      ...tableStore(tables),
      insertCheckpoint: async ({ seq }: { readonly seq: number }) => swept.push(seq) > 0,
    },
  }
  const [broken] = tables.rows.splice(10, 1)
  await expect(cutLog(options)).rejects.toThrow(tables.rows[10]?.id)
  if (broken !== undefined) tables.rows.splice(10, 0, broken)
  await cutLog({ ...options, keys: createAuditKeys({ secret: 'another' }) })
  expect(swept).toEqual([])
  await cutLog(options)
  expect(swept).toEqual([40])
})

it('signs a log again after its newest entry was cut off as well', async () => {
  const { log, store, clock } = await agedLog()
  await log.checkpoint()
  clock.advance(10 * day)
  expect(await log.cut()).toBe(75)
  const later = openLog({ store, clock })
  expect(await later.log.checkpoint()).toBeNull()
  expect(await later.log.verify()).toMatchObject({ ok: true, entries: 0 })
  await fill(later.log, 1)
  expect(await later.log.checkpoint()).toMatchObject({ seq: 76 })
  expect(await later.log.verify()).toMatchObject({ ok: true, entries: 1, sealedSeq: 76 })
})

it('signs no newest entry that was changed', async () => {
  const { store } = await agedLog()
  const tables = await tablesOf(store)
  const last = tables.rows[74]
  if (last !== undefined) tables.rows[74] = { ...last, entry: last.entry.replace('192.0.2.1', '192.0.2.2') }
  await expect(openLog({ store: tableStore(tables) }).log.checkpoint()).rejects.toThrow('broken at its newest entry')
})
