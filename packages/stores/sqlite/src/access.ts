import type { Statement } from 'better-sqlite3'

/** How a store reaches the database: from outside, or as part of one transaction. */
export interface Access {
  /** Parameters come in order, or as one object by name. */
  prepare<Parameters extends unknown[], Row = unknown>(sql: string): Statement<Parameters, Row>
  read<T>(step: () => T): Promise<T>
  /** On the disk when the promise resolves. A step runs again after SQLITE_BUSY: in it nothing may follow a change. */
  write<T>(step: () => T): Promise<T>
  /** The same for a step of several changes: all of them are kept, or, when it throws, none. */
  writeTogether<T>(step: () => T): Promise<T>
  /** May be lost in a power cut, not in a crash of the process. */
  writeRelaxed<T>(step: () => T): Promise<T>
  /** Resolves when many writes may follow: what was written is out of the log. */
  settle(): Promise<void>
}
