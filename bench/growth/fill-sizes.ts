import { statfsSync } from 'node:fs'
import { freemem } from 'node:os'
import { isDeepStrictEqual } from 'node:util'
import { progress } from '../lib/progress.ts'
import { count } from '../lib/row.ts'
import { sessionsPerUser } from '../servers/fill-sessions.ts'
import type { Filled, Kind } from './kind.ts'
import { knownSession, knownTokenHash, knownUserId } from './known-session.ts'

/** A database of one size. */
export interface Size extends Filled {
  readonly sessionCount: number
  readonly filledInSecs: number
}

export interface FillOptions {
  readonly kind: Kind
  readonly sessionCounts: readonly number[]
  readonly folder: string
  readonly now: number
  /** A point of `performance.now()` after which no size is begun. */
  readonly endsAtMs: number
  /** Takes every database over, to stop it. */
  readonly onFilled: (size: Size) => void
}

/**
 * Fills one database of each size, the small ones first: they tell what the large ones need. Answers why a size was
 * skipped, by the number of its sessions.
 */
export async function fillSizes(options: FillOptions): Promise<ReadonlyMap<number, string>> {
  const skipped = new Map<number, string>()
  let last: Size | null = null
  for (const sessionCount of options.sessionCounts) {
    const problem = last === null ? null : problemWith(options, last, sessionCount)
    if (problem === null) {
      last = await fill(options, sessionCount)
      options.onFilled(last)
      await check(last, options.now)
    } else skipped.set(sessionCount, problem)
  }
  return skipped
}

async function fill({ kind, folder, now }: FillOptions, sessionCount: number): Promise<Size> {
  progress(`growth: ${kind.name}, store ${count(sessionCount)} sessions`)
  const startedAt = performance.now()
  const filled = await kind.fill(sessionCount, folder, now)
  return { ...filled, sessionCount, filledInSecs: (performance.now() - startedAt) / 1_000 }
}

/** What the machine lacks for so many sessions, by what the last size took; null: nothing. */
function problemWith({ kind, folder, endsAtMs }: FillOptions, last: Size, sessionCount: number): string | null {
  const times = sessionCount / last.sessionCount
  const bytes = times * last.bytes * (kind.livesIn === 'disk' ? 2.5 : 1.5) // indexes are sorted beside the table
  const free = kind.livesIn === 'disk' ? freeDisk(folder) : freemem()
  if (bytes > free) return `skipped: they need ${gib(bytes)} of ${kind.livesIn}, and ${gib(free)} are free`
  const secs = times * last.filledInSecs * 1.3 // what no longer fits in caches takes longer
  const leftSecs = Math.max(0, (endsAtMs - performance.now()) / 1_000)
  if (secs < leftSecs) return null
  return `skipped: storing them takes about ${secs.toFixed(0)} s, and ${leftSecs.toFixed(0)} s are left`
}

function freeDisk(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`

/** What was stored past the store must be what the store would have written. */
async function check({ sessions, sessionCount }: Size, now: number): Promise<void> {
  for (const n of [0, 1, sessionCount >> 1, sessionCount - 1]) {
    const found = await sessions.find(knownTokenHash(n), now)
    if (isDeepStrictEqual(found, knownSession(n, sessionCount, now))) continue
    throw new Error(`Expected session ${n} of ${sessionCount}, found ${JSON.stringify(found)}`)
  }
  const list = await sessions.listByUser(knownUserId(sessionCount - 1, sessionCount), now)
  if (list.length === sessionsPerUser) return
  throw new Error(`Expected ${sessionsPerUser} sessions of the last user, found ${list.length}`)
}
