/** What a deleted row leaves behind, to tell whether it counted. */
export interface Expiring {
  /** 0 = never. */
  readonly expiresAt: number
}

export const isLive = ({ expiresAt }: Expiring, now: number): boolean => expiresAt === 0 || expiresAt > now
