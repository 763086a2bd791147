/** A list of texts as it stands in a column: a JSON array. */
export const toColumn = (texts: readonly string[]): string => (texts.length === 0 ? '[]' : JSON.stringify(texts))

export const fromColumn = (column: string): readonly string[] =>
  column === '[]' ? none : (JSON.parse(column) as readonly string[]) // written by toColumn alone

const none: readonly string[] = Object.freeze([])

/** Reads columns that repeat from row to row, roles above all, without parsing the same text again. */
export type TextListReader = (column: string) => readonly string[]

export function createTextListReader(): TextListReader {
  const known = new Map<string, readonly string[]>()

  return column => {
    const seen = known.get(column)
    if (seen !== undefined) return seen
    if (known.size >= mostKnown) known.clear()
    const list = Object.freeze(fromColumn(column))
    known.set(column, list)
    return list
  }
}

const mostKnown = 1_000
