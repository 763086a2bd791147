import type { AuditCheckpoint, AuditRow } from '@pylon/core'
import type { AuditKeys, AuditVerifier } from './keys.ts'

/** Signs that the log is what it is up to an entry; `cut`: that everything up to it may be gone. */
export function signCheckpoint(
  row: Pick<AuditRow, 'seq' | 'id' | 'hash'>,
  kind: AuditCheckpoint['kind'],
  at: number,
  keys: AuditKeys,
): AuditCheckpoint {
  const { seq, id, hash } = row
  const unsigned = { seq, id, hash, at, kind, keyId: keys.keyId }
  return { ...unsigned, signature: keys.sign(signedText(unsigned)) }
}

export const isSigned = (checkpoint: AuditCheckpoint, verifier: AuditVerifier): boolean =>
  verifier.verify(checkpoint.keyId, signedText(checkpoint), checkpoint.signature)

/** Lines of which none can hold a line end unseen: numbers and hex, and the id in quotes. */
const signedText = ({ seq, id, hash, at, kind, keyId }: Omit<AuditCheckpoint, 'signature'>): string =>
  ['pylon audit checkpoint', kind, seq, JSON.stringify(id), JSON.stringify(hash), at, keyId].join('\n')
