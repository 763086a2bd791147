import { sharedServices } from '@pylon/test-services'
import { limitCases } from '@pylon/testkit'
import { Pool } from 'pg'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { freshSchema } from '../test/fresh-schema.ts'
import { openDatabase } from './database.ts'
import { postgresLimits } from './limits.ts'
import { postgresStores } from './postgres-stores.ts'
import { tablesIn } from './tables.ts'

const { postgresUrl } = sharedServices()
const options = { maxConnections: 10, maxWaiting: 1_000, timeoutSecs: 5 }
const schema = freshSchema()
const table = tablesIn(schema).limits
const database = await openDatabase(postgresUrl, { schema, preparedStatements: true, ...options })
const admin = new Pool({ connectionString: postgresUrl, max: 2 })
afterAll(() => Promise.all([database.close(), admin.end()]))

const hundred = { maxRequests: 100, windowSecs: 60 }
/** A window and a slot, in whole milliseconds. */
const bothKinds = [
  { ...hundred, longestSecs: 60.938 },
  { maxRequests: 64, windowSecs: 60, longestSecs: 60.015 },
]

describe('postgres', () => {
  for (const { name, run } of limitCases) {
    it(`limits ${name}`, () => run({ open: nowMs => postgresLimits(database.outside, table, nowMs) }))
  }

  it.each(bothKinds)('limits: two servers admit $maxRequests together', async limit => {
    const servers = await Promise.all([1, 2].map(() => postgresStores(postgresUrl, { schema, ...options })))
    onTestFinished(async () => {
      for (const server of servers) await server.close()
    })
    const calls = Array.from({ length: 200 }, (_, call) =>
      servers[call % 2]?.limits.admit(`shared ${limit.maxRequests}`, limit),
    )
    const answers = await Promise.all(calls)
    expect(answers.filter(answer => answer?.isAdmitted)).toHaveLength(limit.maxRequests)
    expect(answers.every(answer => answer && answer.resetSecs > 55 && answer.resetSecs <= limit.longestSecs)).toBe(true)
  })

  it('limits: who waits for the row counts in the slot in which it got it', async () => {
    const limits = postgresLimits(database.outside, table)
    const key = freshSchema('waited for ')
    await limits.admit(key, { maxRequests: 100, windowSecs: 1 })
    const holder = await admin.connect()
    onTestFinished(() => holder.release())
    await holder.query('BEGIN')
    await holder.query(`SELECT FROM ${table} WHERE key = $1 FOR UPDATE`, [key])
    const waiting = limits.admit(key, { maxRequests: 100, windowSecs: 1 })
    await expect.poll(async () => (await admin.query(lockWaits, [`%${table}%`])).rowCount).toBe(1)
    const held = await holder.query<{ until: string }>(
      'SELECT extract(epoch FROM clock_timestamp()) * 1000 AS until FROM pg_sleep(0.1)',
    )
    await holder.query('COMMIT')
    await waiting
    const { rows } = await admin.query<{ newest: string }>(
      `SELECT slots[cardinality(slots)] AS newest FROM ${table} WHERE key = $1`,
      [key],
    )
    expect((Number(rows[0]?.newest) + 1) * (1_000 / 64)).toBeGreaterThan(Number(held.rows[0]?.until))
  })

  it.each([0, 1_000_001, 1.5, Number.NaN])('limits: refuses %d as a limit and as a window', async bad => {
    const limits = postgresLimits(database.outside, table)
    await expect(limits.admit('bad', { maxRequests: bad, windowSecs: 60 })).rejects.toThrow(RangeError)
    await expect(limits.admit('bad', { maxRequests: 60, windowSecs: bad })).rejects.toThrow(RangeError)
  })
})

const lockWaits = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE $1"
