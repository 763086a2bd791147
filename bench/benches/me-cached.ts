import { floor } from '../contenders/floor.ts'
import { pylon } from '../contenders/pylon.ts'
import { newDatabase } from '../lib/new-database.ts'
import { atMost, type Bench, plain, type Row, ratio } from '../lib/row.ts'
import { cpuRatio, seriesOf, showSeries } from '../lib/series.ts'
import { withPostgres, withRedis } from '../lib/services.ts'
import { measureSideBySide } from '../lib/side-by-side.ts'

const sessionCacheSecs = 5

/** `GET /api/auth/me` with a session that is kept elsewhere and answered from memory, word of revocations on. */
export const meCached: Bench = {
  name: 'me-cached',
  run: () => withRedis(redis => withPostgres(postgres => measure(redis.url, postgres.url))),
}

async function measure(redisUrl: string, postgresUrl: string): Promise<readonly Row[]> {
  const cached = [
    pylon({ name: 'Pylon, Redis behind the cache', newPlace: () => ({ redisUrl, sessionCacheSecs }) }),
    pylon({
      name: 'Pylon, PostgreSQL behind the cache',
      newPlace: async () => ({ postgresUrl: await newDatabase(postgresUrl), sessionCacheSecs }),
    }),
  ]
  const all = await measureSideBySide(meCached.name, [...cached, floor])
  const lowest = seriesOf(all, floor.name)

  return [...cached, floor].map(({ name }) => {
    const series = seriesOf(all, name)
    const timesFloor = cpuRatio(series, lowest)
    return {
      bench: meCached.name,
      name: `${name} ÷ floor`,
      ...(name === floor.name ? plain(ratio(timesFloor)) : atMost(1.5, timesFloor, ratio)),
      absolute: showSeries(series),
    }
  })
}
