import type { QueryArrayResult } from 'pg'

/** A statement as the driver takes it. With a name the server parses it once for a connection. */
export interface Statement {
  readonly name: string | undefined
  readonly text: string
}

/** What may be bound: lists become arrays of PostgreSQL's. */
export type Value = string | number | boolean | null | readonly (string | null)[] | readonly number[]

/** The values of a row, in the order of its columns. */
export type Row = unknown[]

/** How a store reaches the database: from outside, or as part of one transaction. */
export interface Access {
  prepare(toSql: () => string): Statement
  /** Counts its time from `startedAtMs`, for a method that takes two statements. */
  run<R extends Row>(statement: Statement, values: readonly Value[], startedAtMs?: number): Promise<QueryArrayResult<R>>
  /** Null when a unique index refuses it; a transaction goes on after that. */
  runUnlessTaken<R extends Row>(statement: Statement, values: readonly Value[]): Promise<QueryArrayResult<R> | null>
  /** Finds at most one row. In a transaction it is held until the end, and so is the name of one that is not there. */
  findRow<R extends Row>(select: Statement, values: readonly string[], startedAtMs?: number): Promise<R | null>
  /** Runs statements as one step: outside in a transaction of their own. */
  atomically<T>(work: (access: Access) => Promise<T>): Promise<T>
  /** What a reading statement ends with: in a transaction it holds the rows until the end. */
  readonly lockClause: '' | 'FOR NO KEY UPDATE'
}
