/** A list of texts as it stands in a column: a JSON array. */
export const toColumn = (texts: readonly string[]): string => (texts.length === 0 ? '[]' : JSON.stringify(texts))

export const fromColumn = (column: string): readonly string[] =>
  column === '[]' ? none : (JSON.parse(column) as readonly string[]) // written by toColumn alone

const none: readonly string[] = Object.freeze([])
