import { type AuditCheckpoint, type AuditRow, generateId } from '@pylon/core'
import { emptyHead, linkEntries } from '../src/chain.ts'
import { signCheckpoint } from '../src/checkpoint.ts'
import type { AuditDraft } from '../src/entry.ts'
import { type AuditKeys, createAuditKeys } from '../src/keys.ts'
import { lineOf, type SinkRecord } from '../src/sinks/record.ts'

export const testKeys: AuditKeys = createAuditKeys({ secret: 'the secret of the tests' })

export const testDraft = (at = 1_800_000_000): AuditDraft => ({
  id: generateId('aud_'),
  at,
  actor: { userId: 'usr_1', sessionId: 'ses_1', apiKeyId: null, isAdmin: false },
  subjectId: 'usr_1',
  action: 'sign_in.succeeded',
  resource: { type: 'User', id: 'usr_1' },
  outcome: 'success',
  reason: null,
  meta: { note: 'Grüße, "\u2028" \ufffd' },
  ip: '192.0.2.7',
  userAgent: 'test',
  requestId: 'req_1',
  tenantId: null,
})

/** Entries 1 to `count`. */
export const testRows = (count: number): readonly AuditRow[] =>
  linkEntries(
    emptyHead,
    Array.from({ length: count }, (_, at) => testDraft(1_800_000_000 + at)),
  )

export const sealOf = (row: AuditRow, kind: AuditCheckpoint['kind'] = 'seal'): AuditCheckpoint =>
  signCheckpoint(row, kind, 1_800_000_000, testKeys)

export const entries = (rows: readonly AuditRow[]): readonly SinkRecord[] => rows.map(row => ({ kind: 'entry', row }))

export const checkpoint = (row: AuditRow, kind?: AuditCheckpoint['kind']): SinkRecord => ({
  kind: 'checkpoint',
  checkpoint: sealOf(row, kind),
})

export const linesText = (records: readonly SinkRecord[]): string =>
  records.map(record => `${lineOf(record)}\n`).join('')

/** The head of these rows, as somebody knows it who looks at a log from outside. */
export function headOf(rows: readonly AuditRow[]): { readonly seq: number; readonly hash: string } {
  const last = rows.at(-1)
  if (last === undefined) throw new Error('Expected rows')
  return { seq: last.seq, hash: last.hash }
}
