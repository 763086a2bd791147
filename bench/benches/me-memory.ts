import { floor } from '../contenders/floor.ts'
import { handWrittenMemory } from '../contenders/hand-written.ts'
import { expressSession, fastifySession } from '../contenders/peers.ts'
import { pylon } from '../contenders/pylon.ts'
import { referenceServer } from '../contenders/reference-server.ts'
import { atMost, type Bench, plain, ratio } from '../lib/row.ts'
import { cpuRatio, seriesOf, showSeries } from '../lib/series.ts'
import { measureSideBySide } from '../lib/side-by-side.ts'

/** `GET /api/auth/me` with a valid session in memory: CPU time of the server ÷ that of a server that only answers. */
export const meMemory: Bench = {
  name: 'me-memory',
  async run() {
    const own = pylon({ name: 'Pylon, memory' })
    const reference = referenceServer({ name: 'reference server, memory' })
    const compared = [floor, handWrittenMemory, reference, fastifySession, expressSession]
    const all = await measureSideBySide(meMemory.name, [own, ...compared])
    const lowest = seriesOf(all, floor.name)

    return [own, ...compared].map(({ name }) => {
      const series = seriesOf(all, name)
      const timesFloor = cpuRatio(series, lowest)
      return {
        bench: meMemory.name,
        name: `${name} ÷ floor`,
        ...(name === own.name ? atMost(1.5, timesFloor, ratio) : plain(ratio(timesFloor))),
        absolute: showSeries(series),
      }
    })
  },
}
