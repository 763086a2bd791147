// Measures Pylon beside what it is compared with and prints one table: `npx -y pnpm@12 bench [names] [--json file]`.
// `--budget-secs n` says how long `growth` may take; 900 if nothing is said.
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { benches } from './benches/all.ts'
import { prepare } from './lib/prepare.ts'
import { endProgress, progress } from './lib/progress.ts'
import type { Bench, Row } from './lib/row.ts'
import { formatTable } from './lib/table.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, 'budget-secs': { type: 'string', default: '900' } },
})
const budgetSecs = Number(values['budget-secs'])
const unknown = positionals.filter(name => benches.every(bench => bench.name !== name))
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. There are ${benches.map(bench => bench.name).join(', ')}.`)
  process.exit(1)
}

process.once('SIGINT', () => process.exit(130)) // so that the databases of a bench end with it
progress('install the peers, build Pylon')
prepare()
const rows: Row[] = []
const isAsked = ({ name, isOnRequest = false }: Bench): boolean =>
  positionals.length === 0 ? !isOnRequest : positionals.includes(name)
for (const bench of benches.filter(isAsked)) rows.push(...(await bench.run({ budgetSecs })))
endProgress()
console.log(formatTable(rows))
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(rows, null, 2)}\n`)
