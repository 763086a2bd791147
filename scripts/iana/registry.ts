/** A block of one of IANA's special-purpose address registries. */
export interface RegistryBlock {
  /** `10.0.0.0/8` */
  readonly block: string
  readonly name: string
  /** Whether the registry says "True": "False", "N/A" and the empty cell of a block that was given up do not. */
  readonly isGlobal: boolean
}

/** Reads the registry's CSV (RFC 4180); throws for one that has other columns, or cells that are not expected. */
export function parseRegistry(csv: string): readonly RegistryBlock[] {
  const [header = [], ...rows] = rowsOf(csv)
  const [blockAt, nameAt, globalAt] = ['Address Block', 'Name', 'Globally Reachable'].map(name => header.indexOf(name))
  return rows.flatMap(row => {
    const [blocks, name, global] = [blockAt, nameAt, globalAt].map(at => withoutNotes(row[at ?? -1]))
    if (!blocks || !name || !/^(True|False|N\/A|)$/.test(global ?? '?')) throw new Error(`Not understood: ${row}`)
    return blocks.split(/,\s*/).map(block => ({ block, name, isGlobal: global === 'True' }))
  })
}

/** `192.0.0.0/24 [2]` and `False [1]` point to footnotes. */
const withoutNotes = (cell: string | undefined): string | undefined => cell?.replace(/ \[\d+\]/g, '')

function rowsOf(csv: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain = '', separator] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain)
    if (separator !== ',') rows.push([])
  }
  return rows.filter(row => row.some(cell => cell !== ''))
}
