import type { AuditHead } from '@pylon/core'
import type { AuditVerifier } from '../keys.ts'

export interface VerifyOptions {
  /** The keys that checkpoints are signed with, or their public halves. */
  readonly verifier: AuditVerifier
  /** The newest entry that must be there, known from elsewhere; without it a cut at the very end does not show. */
  readonly expected?: ExpectedHead
  /** Takes what is there from its first entry on, where older files were deleted on purpose; default false. */
  readonly allowMissingStart?: boolean
}

export interface ExpectedHead extends AuditHead {
  readonly id?: string
  /** The newest entry that a checkpoint there must cover; default none need. */
  readonly sealedSeq?: number
}

/** What a look at shipped records found. */
export type ShippedVerdict =
  | {
      readonly ok: true
      readonly entries: number
      /** 0 where there is none. */
      readonly firstSeq: number
      readonly head: AuditHead
      /** The newest entry that a signature covers; 0: none does. */
      readonly sealedSeq: number
    }
  | {
      readonly ok: false
      /** The id of the first broken entry; '' where none is left to be named. */
      readonly brokenAt: string
      /** File or object, and line: `/var/log/audit.jsonl:17`. */
      readonly place: string
      readonly reason: string
    }
