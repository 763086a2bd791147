import type { Row } from './row.ts'

const columns = [
  ['bench', (row: Row) => row.bench],
  ['measured', (row: Row) => row.name],
  ['figure', (row: Row) => row.figure ?? ''],
  ['goal', (row: Row) => row.goal ?? ''],
  ['met', (row: Row) => (row.isMet === null ? '' : row.isMet ? 'yes' : 'NO')],
  ['absolute', (row: Row) => row.absolute],
] as const

/** A Markdown table that also reads well in a terminal. */
export function formatTable(rows: readonly Row[]): string {
  const cells = [columns.map(([title]) => title), ...rows.map(row => columns.map(([, cell]) => cell(row)))]
  const widths = columns.map((_, at) => Math.max(...cells.map(line => line[at]?.length ?? 0)))
  const lines = cells.map(line => `| ${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`)
  const rule = `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|`
  return [lines[0], rule, ...lines.slice(1)].join('\n')
}
