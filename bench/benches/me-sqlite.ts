import { handWrittenSqlite } from '../contenders/hand-written.ts'
import { betterAuth } from '../contenders/peers.ts'
import { pylon } from '../contenders/pylon.ts'
import { referenceServer } from '../contenders/reference-server.ts'
import { measureBesideHandWritten } from '../lib/beside-hand-written.ts'
import { atLeast, type Bench, type Row, ratio } from '../lib/row.ts'
import { cpuRatio, showSeries } from '../lib/series.ts'
import { fileMaker, withTempFolder } from '../lib/temp-folder.ts'

/** `GET /api/auth/me` with a valid session in a SQLite file. */
export const meSqlite: Bench = {
  name: 'me-sqlite',
  run: () => withTempFolder(measure),
}

async function measure(folder: string): Promise<readonly Row[]> {
  const newFile = fileMaker(folder)
  const newPlace = () => ({ file: newFile() })
  const own = pylon({ name: 'Pylon, SQLite', newPlace })
  const rival = betterAuth(newFile)
  const { rows, of } = await measureBesideHandWritten({
    bench: meSqlite.name,
    own,
    byHand: handWrittenSqlite(newFile),
    goal: 1.15,
    others: [referenceServer({ name: 'reference server, SQLite', newPlace }), rival],
  })
  const besideRival = {
    bench: meSqlite.name,
    name: 'better-auth ÷ Pylon',
    ...atLeast(25, cpuRatio(of(rival), of(own)), ratio),
    absolute: showSeries(of(rival)),
  }
  return [...rows, besideRival]
}
