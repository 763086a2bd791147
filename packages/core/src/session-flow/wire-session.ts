import type { Session } from '../stores/session.ts'

/** A session as it goes on the wire: its token's first characters, never the token. */
export const toWireSession = (session: Session): Readonly<Record<string, unknown>> => ({
  id: session.id,
  token_prefix: session.tokenPrefix,
  user_id: session.userId,
  device: session.device,
  ip: session.ip,
  created_at: session.createdAt,
  last_used_at: session.lastUsedAt,
  expires_at: session.expiresAt,
})
