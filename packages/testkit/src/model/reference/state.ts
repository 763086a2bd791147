import type { Count, Credential, Session, User } from '@pylon/core'

/** All that the model remembers, as plain as can be. */
export interface ModelState {
  /** By id. */
  readonly users: Map<string, User>
  readonly credentials: Credential[]
  /** In the order in which they were inserted. */
  readonly sessions: Session[]
  readonly oneTime: OneTimeRow[]
  /** By key. */
  readonly counters: Map<string, Count>
}

export interface OneTimeRow {
  readonly purpose: string
  readonly key: string
  /** Null = burned. */
  readonly value: string | null
  readonly tries: number
  readonly expiresAt: number
}

export const emptyState = (): ModelState => ({
  users: new Map(),
  credentials: [],
  sessions: [],
  oneTime: [],
  counters: new Map(),
})

/** `expiresAt <= now` is over; 0 = never. */
export const isExpired = (row: { readonly expiresAt: number }, now: number): boolean =>
  row.expiresAt !== 0 && row.expiresAt <= now

/** Writes over the row at a place; a null deletes it. */
export function putAt<Row>(rows: Row[], at: number, row: Row | null): void {
  if (at < 0) {
    if (row !== null) rows.push(row)
  } else rows.splice(at, 1, ...(row === null ? [] : [row]))
}

/** Deletes at most `limit` rows of those that are meant; answers how many. */
export function deleteWhere<Row>(rows: Row[], isMeant: (row: Row) => boolean, limit: number): number {
  const doomed = rows.filter(isMeant).slice(0, limit)
  for (const row of doomed) rows.splice(rows.indexOf(row), 1)
  return doomed.length
}
