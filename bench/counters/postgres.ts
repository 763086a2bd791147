import { openPostgres, type Pool } from '../lib/postgres-driver.ts'
import { plain, type Row, ratio } from '../lib/row.ts'
import { measureIncrements, windowSecs } from './candidates.ts'

export async function measurePostgresCounters(bench: string, url: string): Promise<readonly Row[]> {
  const { postgresStores } = await import('../../packages/stores/postgres/dist/index.js')
  const pool = openPostgres(url, { max: 10 })
  const stores = await postgresStores(pool) // one pool for both
  try {
    return await measureIncrements({
      bench,
      database: 'PostgreSQL',
      own: key => stores.counters.increment(key, 1, windowSecs, now()),
      bareName: 'bare upsert',
      bare: await bareIncrement(pool),
      goal: figure => plain(ratio(figure)),
    })
  } finally {
    await stores.close()
    await pool.end()
  }
}

/** The least that counts within a window and tells when it ends. */
async function bareIncrement(pool: Pool): Promise<(key: string) => Promise<unknown>> {
  await pool.query('CREATE TABLE bare (key text PRIMARY KEY, count bigint NOT NULL, reset_at bigint NOT NULL)')
  const upsert = {
    name: 'bare',
    text: `INSERT INTO bare AS old VALUES ($1, $2, $3)
      ON CONFLICT (key) DO UPDATE SET count = old.count + excluded.count RETURNING count, reset_at`,
  }
  return key => pool.query({ ...upsert, values: [key, 1, now() + windowSecs] })
}

const now = (): number => Math.floor(Date.now() / 1_000)
