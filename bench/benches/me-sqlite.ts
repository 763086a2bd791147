import { floor } from '../contenders/floor.ts'
import { handWrittenSqlite } from '../contenders/hand-written.ts'
import { betterAuth } from '../contenders/peers.ts'
import { pylon } from '../contenders/pylon.ts'
import { referenceServer } from '../contenders/reference-server.ts'
import { atLeast, atMost, type Bench, plain, type Row, ratio } from '../lib/row.ts'
import { cpuRatio, type Series, seriesOf, showSeries } from '../lib/series.ts'
import { measureSideBySide } from '../lib/side-by-side.ts'
import { fileMaker, withTempFolder } from '../lib/temp-folder.ts'

/** `GET /api/auth/me` with a valid session in a SQLite file. */
export const meSqlite: Bench = {
  name: 'me-sqlite',
  run: () => withTempFolder(measure),
}

async function measure(folder: string): Promise<readonly Row[]> {
  const newFile = fileMaker(folder)
  const own = pylon({ name: 'Pylon, SQLite', newFile })
  const byHand = handWrittenSqlite(newFile)
  const reference = referenceServer({
    name: 'reference server, SQLite',
    newFile,
  })
  const rival = betterAuth(newFile)
  const all = await measureSideBySide(meSqlite.name, [own, floor, byHand, reference, rival])
  const row = (name: string, members: Omit<Row, 'bench' | 'name' | 'absolute'>, series: Series): Row => ({
    bench: meSqlite.name,
    name,
    ...members,
    absolute: showSeries(series),
  })
  const of = (contender: { readonly name: string }): Series => seriesOf(all, contender.name)

  return [
    row('Pylon ÷ hand-written', atMost(1.15, cpuRatio(of(own), of(byHand)), ratio), of(own)),
    row('better-auth ÷ Pylon', atLeast(25, cpuRatio(of(rival), of(own)), ratio), of(rival)),
    ...[floor, own, byHand, reference, rival].map(contender =>
      row(`${contender.name} ÷ floor`, plain(ratio(cpuRatio(of(contender), of(floor)))), of(contender)),
    ),
  ]
}
