import type { AuditHead, AuditRow, StoreBundle } from '@pylon/core'
import { sharedServices } from '@pylon/test-services'
import { testAuditCheckpoint, testAuditRow } from '@pylon/testkit'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { freshSchema } from '../test/fresh-schema.ts'
import { isAnsweredSoon } from '../test/own-stores.ts'
import { postgresStores } from './postgres-stores.ts'
import { tablesIn } from './tables.ts'

const { postgresUrl } = sharedServices()
const admin = new Pool({ connectionString: postgresUrl, max: 1 })
afterAll(() => admin.end())

describe('the database itself refuses, from whoever may write,', () => {
  const schema = freshSchema()
  const values = "'aud_x', NULL, NULL, NULL, '{}', 'x'"
  let stores: StoreBundle
  beforeAll(async () => {
    stores = await openLog(schema)
  })
  afterAll(() => stores.close())

  it.each([
    `UPDATE pylon_audit SET entry = '{}' WHERE seq = 2`,
    `UPDATE pylon_audit SET actor_id = NULL`,
    `UPDATE pylon_audit SET seq = 99 WHERE seq = 5`,
    `DELETE FROM pylon_audit`,
    `DELETE FROM pylon_audit WHERE seq = 3`,
    `DELETE FROM pylon_audit WHERE seq = 5`,
    `TRUNCATE pylon_audit`,
    `INSERT INTO pylon_audit VALUES (3, ${values}) ON CONFLICT (seq) DO UPDATE SET entry = 'changed'`,
    `INSERT INTO pylon_audit VALUES (1, ${values})`, // was swept
    `INSERT INTO pylon_audit VALUES (6, ${values})`,
    `INSERT INTO pylon_audit VALUES (7, ${values})`,
    `INSERT INTO pylon_audit VALUES (0, ${values})`,
    `INSERT INTO pylon_audit VALUES (1, ${values}), (6, ${values})`,
    `WITH moved AS (UPDATE pylon_audit_head SET seq = 7, hash = 'x') INSERT INTO pylon_audit VALUES (7, ${values})`,
    `WITH moved AS (UPDATE pylon_audit_head SET seq = 6, hash = 'other') INSERT INTO pylon_audit VALUES (6, ${values})`,
    `WITH moved AS (UPDATE pylon_audit_head SET seq = 6, hash = 'x')
      INSERT INTO pylon_audit VALUES (1, ${values}), (6, ${values})`,
    `UPDATE pylon_audit_head SET seq = 4`,
    `UPDATE pylon_audit_head SET (seq, hash) = (SELECT seq, hash FROM pylon_audit WHERE seq = 4)`,
    `UPDATE pylon_audit_head SET seq = 6`,
    `UPDATE pylon_audit_head SET hash = 'x'`,
    `DELETE FROM pylon_audit_head`,
    `INSERT INTO pylon_audit_head VALUES (1, 0, '') ON CONFLICT (one) DO UPDATE SET seq = 0`,
    `TRUNCATE pylon_audit_head`,
    `UPDATE pylon_audit_checkpoints SET signature = 'x'`,
    `DELETE FROM pylon_audit_checkpoints`,
    `TRUNCATE pylon_audit_checkpoints`,
  ])('%s', async sql => {
    const before = await everything(stores)
    await expect(admin.query(`SET search_path TO ${schema}; ${sql}`)).rejects.toThrow(
      /^the audit log can(not be changed| only be added to, one entry after the other)$/,
    )
    expect(await everything(stores)).toEqual(before)
  })
})

it('what lies before a cut may be deleted by hand, and nothing after it', async () => {
  const { stores, tables } = await ownLog()
  await stores.audit.insertCheckpoint(testAuditCheckpoint({ kind: 'cut', seq: 3 }))
  expect((await admin.query(`DELETE FROM ${tables.audit} WHERE seq <= 3`)).rowCount).toBe(2)
  await expect(admin.query(`DELETE FROM ${tables.audit} WHERE seq <= 4`)).rejects.toThrow('cannot be changed')
})

it('what was swept cannot be put back, not even when the newest entry is among it', async () => {
  const { stores, tables } = await ownLog()
  const { seq, hash } = await stores.audit.head()
  await stores.audit.insertCheckpoint(testAuditCheckpoint({ kind: 'cut', seq }))
  expect(await stores.audit.sweep(10)).toBe(4)
  const putBack = `INSERT INTO ${tables.audit} VALUES (${seq}, 'aud_x', NULL, NULL, NULL, '{}', '${hash}')`
  await expect(admin.query(putBack)).rejects.toThrow('can only be added to')
  expect(await stores.audit.read(0, 10)).toEqual([])
})

it('newest entries that the owner has deleted show, for the head says where the log ended', async () => {
  const { stores, tables } = await ownLog()
  const head = await stores.audit.head()
  await admin.query(`ALTER TABLE ${tables.audit} DISABLE TRIGGER USER; DELETE FROM ${tables.audit} WHERE seq > 3;
    ALTER TABLE ${tables.audit} ENABLE TRIGGER USER`)
  expect(await stores.audit.head()).toEqual(head)
  expect((await stores.audit.read(0, 10)).map(({ seq }) => seq)).toEqual([2, 3])
  await stores.audit.append(linkOne)
  expect((await stores.audit.head()).seq).toBe(6)
})

it('a log whose end nobody knows any more is STORE_UNAVAILABLE', async () => {
  const { stores, tables } = await ownLog()
  await admin.query(`ALTER TABLE ${tables.auditHead} DISABLE TRIGGER USER; DELETE FROM ${tables.auditHead}`)
  for (const call of [() => stores.audit.append(linkOne), () => stores.audit.probe(), () => stores.audit.head()]) {
    await expect(call()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', status: 503 })
  }
})

it('of rows one of which cannot be stored none is', async () => {
  const { stores } = await ownLog()
  const before = await everything(stores)
  const lastWithoutId = (head: AuditHead): readonly AuditRow[] => {
    const rows = linkThree(head)
    return rows.map((row, index) => (index === 2 ? { ...row, id: null as unknown as string } : row)) // as no type allows
  }
  await expect(stores.audit.append(lastWithoutId)).rejects.toThrow('not-null')
  await expect(stores.transaction(tx => tx.audit.append(lastWithoutId))).rejects.toThrow('not-null')
  expect(await everything(stores)).toEqual(before)
})

it('a server that another one came before asks again, and its entries come after those of the other one', async () => {
  const { stores, schema } = await ownLog()
  const other = await postgresStores(postgresUrl, { schema })
  onTestFinished(() => other.close())
  const asked: number[] = []
  const note = (head: AuditHead): readonly AuditRow[] => {
    asked.push(head.seq)
    return [testAuditRow(head)]
  }
  await other.audit.append(linkThree)
  await stores.audit.append(note)
  await stores.audit.append(note)
  expect(asked).toEqual([5, 8, 9])
  const rows = await stores.audit.read(5, 10)
  expect(rows.map(({ entry }) => JSON.parse(entry).prev_hash).slice(1)).toEqual(
    rows.slice(0, -1).map(({ hash }) => hash),
  )
})

it('an append waits for a transaction that has appended; reads, probes and checkpoints do not', async () => {
  const { stores } = await ownLog()
  const outside = await stores.transaction(async tx => {
    await tx.audit.append(linkOne)
    const appending = stores.audit.append(linkOne)
    expect(await isAnsweredSoon(stores, appending)).toBe(false)
    await stores.audit.probe()
    expect((await stores.audit.head()).seq).toBe(5)
    expect(await stores.audit.read(5, 10)).toEqual([])
    expect(await stores.audit.insertCheckpoint(testAuditCheckpoint({ seq: 5 }))).toBe(true)
    return { appending }
  })
  await outside.appending
  expect((await stores.audit.read(5, 10)).map(({ seq }) => seq)).toEqual([6, 7])
})

const linkOne = (head: AuditHead): readonly AuditRow[] => [testAuditRow(head)]

function linkThree(head: AuditHead): readonly AuditRow[] {
  const first = testAuditRow(head)
  const second = testAuditRow(first)
  return [first, second, testAuditRow(second)]
}

async function ownLog() {
  const schema = freshSchema()
  const stores = await openLog(schema)
  onTestFinished(() => stores.close())
  return { stores, schema, tables: tablesIn(schema) }
}

/** Five entries, the first of which was cut off. */
async function openLog(schema: string): Promise<StoreBundle> {
  const stores = await postgresStores(postgresUrl, { schema })
  for (const link of [linkOne, linkOne, linkThree]) await stores.audit.append(link)
  for (const kind of ['seal', 'cut'] as const)
    await stores.audit.insertCheckpoint(testAuditCheckpoint({ kind, seq: 1 }))
  expect(await stores.audit.sweep(10)).toBe(1)
  return stores
}

const everything = async ({ audit }: StoreBundle): Promise<readonly unknown[]> => [
  await audit.head(),
  await audit.read(-1, 100),
  await audit.listCheckpoints(-1, 100),
]
