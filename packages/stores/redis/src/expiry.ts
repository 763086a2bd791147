/**
 * When Redis may drop what expires at that time, in unix milliseconds for PXAT; 0 = never. The stores compare with `now`
 * themselves, so a minute more does no harm, and a Redis whose clock is a little ahead ends nothing early.
 */
export function dropAtMs(expiresAt: number): number {
  if (expiresAt === 0) return 0
  return Math.min(Math.max(Math.ceil((expiresAt + slackSecs) * 1_000), 1), Number.MAX_SAFE_INTEGER)
}

const slackSecs = 60

export const isLive = (expiresAt: number, now: number): boolean => expiresAt === 0 || expiresAt > now
