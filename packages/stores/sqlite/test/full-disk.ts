import { PylonError } from '@pylon/core'
import { testAuditRow, testOneTimeEntry, testTime, testUser } from '@pylon/testkit'
import Database from 'better-sqlite3'
import { sqliteStores } from '../src/index.ts'

/**
 * Runs where no file may grow beyond a limit and prints what happens as JSON: first to a transaction that goes on after
 * a write was too large, then to a take, an append to the audit log and its probe when the database is full. The entry `kept` must be there afterwards.
 */
const [file = ''] = process.argv.slice(2)
const stores = sqliteStores(file)

await stores.oneTime.put(testOneTimeEntry({ key: 'kept' }))
const swallowed = await outcome(
  stores.transaction(async tx => {
    await tx.users.insert(testUser({ displayName: 'x'.repeat(20_000_000) })).catch(() => {})
    await tx.users.insert(testUser({ id: 'half' }))
  }),
)

const reader = new Database(file)
reader.exec('BEGIN; SELECT * FROM pylon_users') // a reader keeps the log from starting over in the space it has
for (const length of [100_000, 4_000, 100, 10]) await fill(length)
for (let page = 0; page < 20; page++) await outcome(stores.audit.probe()) // takes one each time: the last ones

const take = await outcome(stores.oneTime.take('test', 'kept', testTime))
const append = await outcome(stores.audit.append(head => [testAuditRow(head)]))
const probe = await outcome(stores.audit.probe())
const half = await stores.users.findById('half')
console.log(JSON.stringify({ take, append, probe, swallowed, half }))

async function fill(length: number): Promise<void> {
  const value = 'x'.repeat(length)
  while ((await outcome(stores.oneTime.put(testOneTimeEntry({ value })))) === 'done');
}

async function outcome(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt
    return 'done'
  } catch (error) {
    return error instanceof PylonError ? error.code : String(error)
  }
}
