import assert from 'node:assert/strict'
import type { AuditHead, AuditRow, AuditStore } from '@pylon/core'

/** Answers what was appended after `start`, which is whole: no gap, no fork, and the head at its end. */
export async function expectChain(audit: AuditStore, start: AuditHead): Promise<readonly AuditRow[]> {
  const rows = await audit.read(start.seq, 10_000)
  let before = start
  for (const row of rows) {
    assert.equal(row.seq, before.seq + 1)
    assert.equal(JSON.parse(row.entry).prev_hash, before.hash)
    before = row
  }
  assert.deepEqual(await audit.head(), { seq: before.seq, hash: before.hash })
  return rows
}
