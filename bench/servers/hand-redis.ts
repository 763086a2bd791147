// The hand-written server on one GET of what the answer needs, as JSON that Redis drops when it is over.
import { hash, randomBytes } from 'node:crypto'
import { openRedis } from '../lib/redis-driver.ts'
import { type Me, serveByHand } from './hand-written.ts'
import { settings } from './settings.ts'

/** What is kept of a session. */
interface Kept extends Me {
  readonly expires_at: number
}

const redis = openRedis(settings.redisUrl)
const expiresAt = 4_000_000_000
const kept: Kept = {
  user_id: 'usr_0123456789abcdef0123456789abcdef',
  is_admin: false,
  is_guest: false,
  roles: [],
  tenant_id: null,
  session_id: 'ses_0123456789abcdef0123456789abcdef',
  api_key_id: null,
  scopes: null,
  amr: ['pwd'],
  expires_at: expiresAt,
}
const hashes = Array.from({ length: 1_000 }, () => randomBytes(32).toString('base64url'))
for (const tokenHash of [hash('sha256', settings.token, 'base64url'), ...hashes]) {
  await redis.set(`hand:${tokenHash}`, JSON.stringify(kept), 'EXAT', expiresAt)
}

serveByHand(async (tokenHash, now) => {
  const text = await redis.get(`hand:${tokenHash}`)
  if (text === null) return undefined
  const { expires_at, ...me }: Kept = JSON.parse(text)
  return expires_at > now ? me : undefined
})
