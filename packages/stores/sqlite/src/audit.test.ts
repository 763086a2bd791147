import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AuditHead, AuditRow, StoreBundle } from '@pylon/core'
import { testAuditCheckpoint, testAuditRow, testUser } from '@pylon/testkit'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { tempFile } from '../test/temp-file.ts'
import { sqliteStores } from './sqlite-stores.ts'

const values = "'aud_x', NULL, NULL, NULL, '{}', 'x'"

const changes: readonly string[] = [
  "UPDATE pylon_audit SET entry = '{}' WHERE seq = 2",
  'UPDATE pylon_audit SET actor_id = NULL',
  'UPDATE pylon_audit SET seq = 99 WHERE seq = 5',
  'UPDATE pylon_audit SET rowid = 99 WHERE seq = 5',
  'UPDATE OR REPLACE pylon_audit SET seq = 3 WHERE seq = 4',
  'DELETE FROM pylon_audit',
  'DELETE FROM pylon_audit WHERE seq = 3',
  'DELETE FROM pylon_audit WHERE seq = 5',
  `INSERT OR REPLACE INTO pylon_audit VALUES (3, ${values})`,
  `REPLACE INTO pylon_audit VALUES (5, ${values})`,
  `INSERT OR IGNORE INTO pylon_audit VALUES (3, ${values})`,
  `INSERT INTO pylon_audit VALUES (3, ${values}) ON CONFLICT DO UPDATE SET entry = 'changed'`,
  `INSERT INTO pylon_audit VALUES (1, ${values})`, // was swept
  `INSERT INTO pylon_audit VALUES (7, ${values})`,
  `INSERT INTO pylon_audit VALUES (0, ${values})`,
  `INSERT INTO pylon_audit VALUES (NULL, ${values})`,
  'UPDATE pylon_audit_head SET seq = 4',
  'UPDATE pylon_audit_head SET (seq, hash) = (SELECT seq, hash FROM pylon_audit WHERE seq = 4)',
  'UPDATE pylon_audit_head SET seq = 6',
  "UPDATE pylon_audit_head SET hash = 'x'",
  'UPDATE pylon_audit_head SET one = 2',
  'DELETE FROM pylon_audit_head',
  "INSERT OR REPLACE INTO pylon_audit_head VALUES (1, 0, '', 0)",
  "UPDATE pylon_audit_checkpoints SET signature = 'x'",
  "UPDATE OR REPLACE pylon_audit_checkpoints SET kind = 'cut' WHERE kind = 'seal'",
  'DELETE FROM pylon_audit_checkpoints',
  "INSERT OR REPLACE INTO pylon_audit_checkpoints VALUES (1, 'cut', 'x', 'x', 0, 'x', 'x')",
  "INSERT INTO pylon_audit_checkpoints VALUES (1, 'cut', 'x', 'x', 0, 'x', 'x') ON CONFLICT DO UPDATE SET hash = 'x'",
]

describe('the database itself refuses, on any connection,', () => {
  const directory = mkdtempSync(join(tmpdir(), 'pylon-sqlite-'))
  let log: Log
  beforeAll(async () => {
    log = await openLog(join(directory, 'pylon.db'))
  })
  afterAll(async () => {
    await log.close()
    rmSync(directory, { recursive: true })
  })

  it.each(changes)('%s', async sql => {
    const { stores, other } = log
    const before = await everything(stores)
    for (const recursive of ['OFF', 'ON']) {
      other.exec(`PRAGMA recursive_triggers = ${recursive}`)
      expect(() => other.exec(sql)).toThrow(
        /^the audit log can(not be changed| only be added to, one entry after the other)$/,
      )
    }
    expect(await everything(stores)).toEqual(before)
  })
})

it('what lies before a cut may be deleted by hand, and nothing after it', async () => {
  const { stores, other } = await ownLog()
  await stores.audit.insertCheckpoint(testAuditCheckpoint({ kind: 'cut', seq: 3 }))
  expect(other.prepare('DELETE FROM pylon_audit WHERE seq <= 3').run().changes).toBe(2)
  expect(() => other.exec('DELETE FROM pylon_audit WHERE seq <= 4')).toThrow('cannot be changed')
})

it('newest entries that its owner has deleted show, for the head says where the log ended', async () => {
  const { stores, other } = await ownLog()
  const head = await stores.audit.head()
  other.exec('DROP TRIGGER pylon_audit_no_delete; DELETE FROM pylon_audit WHERE seq > 3')
  expect(await stores.audit.head()).toEqual(head)
  expect((await stores.audit.read(0, 10)).map(({ seq }) => seq)).toEqual([2, 3])
  await stores.audit.append(linkOne)
  expect((await stores.audit.head()).seq).toBe(6)
})

it('a log whose end nobody knows any more is STORE_UNAVAILABLE', async () => {
  const { stores, other } = await ownLog()
  other.exec('DROP TRIGGER pylon_audit_head_no_delete; DELETE FROM pylon_audit_head')
  for (const call of [() => stores.audit.append(linkOne), () => stores.audit.probe(), () => stores.audit.head()]) {
    await expect(call()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', status: 503 })
  }
})

it('of rows one of which cannot be stored none is, nor in a transaction that goes on', async () => {
  const { stores, other } = await ownLog()
  const before = await everything(stores)
  other.exec(
    "CREATE TRIGGER refusal BEFORE INSERT ON pylon_audit WHEN NEW.seq = 7 BEGIN SELECT RAISE(ABORT, 'refused'); END",
  )
  const user = testUser()
  await expect(stores.audit.append(linkThree)).rejects.toThrow('refused')
  await stores.transaction(async tx => {
    await expect(tx.audit.append(linkThree)).rejects.toThrow('refused')
    await tx.users.insert(user)
  })
  expect(await everything(stores)).toEqual(before)
  expect(await stores.users.findById(user.id)).toEqual(user)
})

it('while another process writes, an append and a probe are refused when the time is up, and then they work', async () => {
  const { stores, other } = await ownLog()
  other.exec('BEGIN IMMEDIATE')
  for (const call of [() => stores.audit.append(linkOne), () => stores.audit.probe()]) {
    await expect(call()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', status: 503 })
  }
  other.exec('COMMIT')
  await stores.audit.probe()
  await stores.audit.append(linkOne)
  expect((await stores.audit.head()).seq).toBe(6)
})

it('every entry that was acknowledged before a kill -9 of the process is there after it, in a chain that goes on', async () => {
  const file = tempFile()
  for (let round = 1; round <= 2; round++) {
    const child = fork(fileURLToPath(new URL('../test/appending-process.ts', import.meta.url)), [file], {
      execArgv: ['--conditions=@pylon/source'],
    })
    let acknowledged = 0
    child.on('message', seq => {
      acknowledged = Number(seq)
    })
    await expect.poll(() => acknowledged, { interval: 1, timeout: 20_000 }).toBeGreaterThan(100 * round)
    child.kill('SIGKILL')
    await once(child, 'exit')

    const stores = sqliteStores(file)
    const rows = await stores.audit.read(0, 100_000)
    await stores.close()
    expect(rows.length).toBeGreaterThanOrEqual(acknowledged)
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1))
    expect(rows.map(({ entry }) => JSON.parse(entry).prev_hash)).toEqual(
      ['', ...rows.map(({ hash }) => hash)].slice(0, -1),
    )
  }
})

const linkOne = (head: AuditHead): readonly AuditRow[] => [testAuditRow(head)]

function linkThree(head: AuditHead): readonly AuditRow[] {
  const first = testAuditRow(head)
  const second = testAuditRow(first)
  return [first, second, testAuditRow(second)]
}

interface Log {
  readonly stores: StoreBundle
  /** The connection of somebody else. */
  readonly other: Database.Database
  close(): Promise<void>
}

async function ownLog(): Promise<Log> {
  const log = await openLog(tempFile())
  onTestFinished(log.close)
  return log
}

/** Five entries, the first of which was cut off. */
async function openLog(file: string): Promise<Log> {
  const stores = sqliteStores(file, { busyTimeoutSecs: 0.02 })
  const other = new Database(file)
  for (const link of [linkOne, linkOne, linkThree]) await stores.audit.append(link)
  for (const kind of ['seal', 'cut'] as const)
    await stores.audit.insertCheckpoint(testAuditCheckpoint({ kind, seq: 1 }))
  expect(await stores.audit.sweep(10)).toBe(1)
  const close = async (): Promise<void> => {
    other.close()
    await stores.close()
  }
  return { stores, other, close }
}

const everything = async ({ audit }: StoreBundle): Promise<readonly unknown[]> => [
  await audit.head(),
  await audit.read(-1, 100),
  await audit.listCheckpoints(-1, 100),
]
