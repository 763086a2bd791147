import { createHash } from 'node:crypto'
import type { AuditCheckpoint, AuditHead, AuditRow, AuditStore } from '@pylon/core'
import { testTime } from '../fake-clock.ts'
import { unique } from '../unique.ts'

/**
 * Makes the entry that comes after `head`, of a user of its own who did something to themselves: its text names the hash
 * of the one before.
 *
 * @example
 * import { memoryStores } from '@pylon/core/memory'
 * import { testAuditRow } from '@pylon/testkit'
 *
 * const { audit } = memoryStores()
 * await audit.append(head => [testAuditRow(head, { tenantId: 'org_1' })])
 */
export function testAuditRow(head: AuditHead, overrides: Partial<AuditRow> = {}): AuditRow {
  const id = unique('aud_')
  const userId = unique('usr_')
  const entry = JSON.stringify({ action: 'test', id, prev_hash: head.hash })
  return {
    seq: head.seq + 1,
    id,
    actorId: userId,
    subjectId: userId,
    tenantId: null,
    entry,
    hash: createHash('sha256')
      .update(overrides.entry ?? entry)
      .digest('hex'),
    ...overrides,
  }
}

/**
 * Makes a seal over everything up to entry 1, with a signature that is none.
 *
 * @example
 * import { testAuditCheckpoint } from '@pylon/testkit'
 *
 * const cut = testAuditCheckpoint({ kind: 'cut', seq: 1000 })
 */
export function testAuditCheckpoint(overrides: Partial<AuditCheckpoint> = {}): AuditCheckpoint {
  return {
    seq: 1,
    id: unique('aud_'),
    hash: 'hash of the entry',
    at: testTime,
    kind: 'seal',
    keyId: 'key id',
    signature: 'signature',
    ...overrides,
  }
}

/** Makes the entries that come after `head`, one for each of the overrides. */
export function testAuditRows(head: AuditHead, overrides: readonly Partial<AuditRow>[]): readonly AuditRow[] {
  const rows: AuditRow[] = []
  for (const each of overrides) rows.push(testAuditRow(rows.at(-1) ?? head, each))
  return rows
}

/** Appends an entry for each of the overrides, in one step; answers what is stored then. */
export async function appendRows(
  audit: AuditStore,
  ...overrides: readonly Partial<AuditRow>[]
): Promise<readonly AuditRow[]> {
  let rows: readonly AuditRow[] = []
  await audit.append(head => {
    rows = testAuditRows(head, overrides)
    return rows
  })
  return rows
}
