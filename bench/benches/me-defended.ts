import { defendedExpress, defendedPylon } from '../contenders/defended.ts'
import { floor } from '../contenders/floor.ts'
import { pylon } from '../contenders/pylon.ts'
import { atMost, type Bench, plain, ratio } from '../lib/row.ts'
import { cpuRatio, seriesOf, showSeries } from '../lib/series.ts'
import { measureSideBySide } from '../lib/side-by-side.ts'

/** `GET /api/auth/me` behind every plugin, on memory: CPU time of the server ÷ that of one that only answers the same. */
export const meDefended: Bench = {
  name: 'me-defended',
  async run() {
    const bare = pylon({ name: 'Pylon, no plugins' })
    const all = await measureSideBySide(meDefended.name, [defendedPylon, floor, bare, defendedExpress])
    const lowest = seriesOf(all, floor.name)

    return [defendedPylon, floor, bare, defendedExpress].map(({ name }) => {
      const series = seriesOf(all, name)
      const timesFloor = cpuRatio(series, lowest)
      return {
        bench: meDefended.name,
        name: `${name} ÷ floor`,
        ...(name === defendedPylon.name ? atMost(2, timesFloor, ratio) : plain(ratio(timesFloor))),
        absolute: showSeries(series),
      }
    })
  },
}
