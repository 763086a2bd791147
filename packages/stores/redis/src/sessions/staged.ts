import type { Session } from '@pylon/core'
import { packSessionId, packUserId } from './packed-id.ts'
import { jsonOf } from './record.ts'

/** What a token is staged for: a session that is being made, or one that changes its token. */
export type StageKind = 'new' | 'next'

/** The text of a staged token: see record-lua.ts. */
export const stagedText = (kind: StageKind, { id, userId, expiresAt }: StagedSession): string =>
  `~${kind} ${expiresAt}\n${jsonOf(packSessionId(id))}\n${jsonOf(packUserId(userId))}`

export type StagedSession = Pick<Session, 'id' | 'userId' | 'tokenHash' | 'expiresAt'>

/** Long after every call has ended, by Redis's own clock: a writer that comes back from a long sleep finds nothing. */
export const stagedSecs = 30
