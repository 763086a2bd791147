// Measures Pylon beside what it is compared with and prints one table: `npx -y pnpm@12 bench [names] [--json file]`.
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { benches } from './benches/all.ts'
import { prepare } from './lib/prepare.ts'
import { endProgress, progress } from './lib/progress.ts'
import type { Row } from './lib/row.ts'
import { formatTable } from './lib/table.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } })
const unknown = positionals.filter(name => benches.every(bench => bench.name !== name))
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. There are ${benches.map(bench => bench.name).join(', ')}.`)
  process.exit(1)
}

progress('install the peers, build Pylon')
prepare()
const rows: Row[] = []
for (const bench of benches) {
  if (positionals.length === 0 || positionals.includes(bench.name)) rows.push(...(await bench.run()))
}
endProgress()
console.log(formatTable(rows))
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(rows, null, 2)}\n`)
