/** What counts of many keys, in one row of small numbers for each. Who stands in which row is up to the table. */
export interface Rows {
  /** Of the row of the last `admit`: how many count, and how many slots ago the oldest of them was. */
  readonly lastTotal: number
  readonly lastAge: number
  /** Makes room for rows up to this one. */
  reserve(row: number): void
  /** Counts one more, unless that would be too many. */
  admit(row: number, slot: number): boolean
  /** How many count in that slot. */
  total(row: number, slot: number): number
  clear(row: number): void
}
