import { hash } from 'node:crypto'
import { type SessionRow, serveByHand, toMe } from './hand-written.ts'
import { settings } from './settings.ts'

const sessions = new Map<string, SessionRow>()
sessions.set(hash('sha256', settings.token, 'base64url'), {
  id: 'ses_0123456789abcdef0123456789abcdef',
  user_id: 'usr_0123456789abcdef0123456789abcdef',
  is_guest: 0,
  roles: '[]',
  tenant_id: null,
  amr: '["pwd"]',
  expires_at: 4_000_000_000,
})

serveByHand((tokenHash, now) => {
  const session = sessions.get(tokenHash)
  return session !== undefined && session.expires_at > now ? toMe(session) : undefined
})
