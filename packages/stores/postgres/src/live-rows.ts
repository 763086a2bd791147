import type { Access, Row, Statement } from './access.ts'

/** `expiresAt <= now` is over; 0 = never. */
export const isLive = (expiresAt: number, now: number): boolean => expiresAt === 0 || expiresAt > now

/** Finds a row by one text; one that has expired is deleted, so that a clock set back revives nothing. */
export async function findLive<R extends Row>(
  access: Access,
  find: Statement,
  removeExpired: Statement,
  text: string,
  expiryOf: (row: R) => number,
  now: number,
): Promise<R | null> {
  const startedAtMs = performance.now()
  const row = await access.findRow<R>(find, [text], startedAtMs)
  if (row === null || isLive(expiryOf(row), now)) return row
  await access.run(removeExpired, [text, now], startedAtMs)
  return null
}

/** Counts what a deletion answered with `RETURNING` whether it was live. */
export const countLive = (deleted: readonly [wasLive: boolean][]): number =>
  deleted.filter(([wasLive]) => wasLive).length
