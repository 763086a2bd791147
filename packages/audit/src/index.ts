export { canonicalJson } from './canonical-json.ts'
export { type Break, breakIn, hashEntry, linkEntries } from './chain.ts'
export type { Cursors } from './cursor.ts'
export {
  type AuditActor,
  type AuditDraft,
  type AuditEntry,
  type AuditOutcome,
  type AuditResource,
  toWireEntry,
} from './entry.ts'
export {
  type AuditKeys,
  type AuditKeysOptions,
  type AuditVerifier,
  createAuditKeys,
  createAuditVerifier,
} from './keys.ts'
export { type AuditLog, createAuditLog } from './log/audit-log.ts'
export type { AuditListOptions, AuditPage } from './log/list-entries.ts'
export type { AuditLogOptions } from './log/options.ts'
export { entryOf, rowOf } from './read-entry.ts'
export type { AuditRecord } from './record/draft-record.ts'
export { type VerifyLogOptions, verifyLog } from './verify.ts'
export { type AuditVerdict, createWalk, type Walk, type WalkOptions } from './walk.ts'
