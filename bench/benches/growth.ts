import type { Kind } from '../growth/kind.ts'
import { measureKind } from '../growth/measure-kind.ts'
import { postgres } from '../growth/postgres.ts'
import { redis } from '../growth/redis.ts'
import { sqlite } from '../growth/sqlite.ts'
import type { Bench, Row } from '../lib/row.ts'
import { withTempFolder } from '../lib/temp-folder.ts'

const kinds: readonly Kind[] = [sqlite, postgres, redis]

/** What grows with the number of sessions, and what does not. `GROWTH_SIZES=1e4,1e5` for a quick look. */
export const growth: Bench = {
  name: 'growth',
  isOnRequest: true,
  async run({ budgetSecs }) {
    const rows: Row[] = []
    const endsAtMs = performance.now() + budgetSecs * 1_000
    for (const [at, kind] of kinds.entries()) {
      const shareMs = (endsAtMs - performance.now()) / (kinds.length - at)
      const options = { bench: growth.name, kind, sessionCounts, endsAtMs: performance.now() + shareMs }
      rows.push(...(await withTempFolder(folder => measureKind({ ...options, folder }))))
    }
    return rows
  },
}

const sessionCounts = (process.env.GROWTH_SIZES ?? '1e4,1e5,1e6,1e7').split(',').map(Number)
