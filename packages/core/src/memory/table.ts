import type { Journal } from './journal.ts'

/** Rows by key; what a transaction changes can be taken back. */
export interface Table<Row> {
  readonly size: number
  get(key: string): Row | null
  put(key: string, row: Row): void
  /** Answers false when there is none. */
  delete(key: string): boolean
  entries(): Iterable<[string, Row]>
}

/** Told of every change, taken back ones included, so that indexes follow; null = no row. */
export type OnChange<Row> = (key: string, before: Row | null, after: Row | null) => void

export function createTable<Row>(journal: Journal, onChange: OnChange<Row> = () => {}): Table<Row> {
  const rows = new Map<string, Row>()

  function change(key: string, after: Row | null): void {
    const before = rows.get(key) ?? null
    if (after === null) rows.delete(key)
    else rows.set(key, after)
    onChange(key, before, after)
    if (journal.isOpen) journal.note(() => change(key, before))
  }

  return {
    get size() {
      return rows.size
    },
    get: key => rows.get(key) ?? null,
    put: change,
    delete(key) {
      if (!rows.has(key)) return false
      change(key, null)
      return true
    },
    entries: () => rows.entries(),
  }
}
