import { createHash } from 'node:crypto'
import type { Access, Statement } from './access.ts'

/** Names every statement by what it says, the schema included: two bundles on one pool never mean different things. */
export function createStatements(hasNames: boolean): Access['prepare'] {
  const prepared = new Map<string, Statement>()

  function prepare(sql: string): Statement {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const statement = { name: hasNames ? nameOf(sql) : undefined, text: sql }
    prepared.set(sql, statement)
    return statement
  }

  return toSql => new LaterStatement(() => prepare(toSql()))
}

/**
 * Is put together when it is first used: every transaction has stores of its own, and uses few of their statements. A
 * class, for an object with getters of its own costs more to make than it saves.
 */
class LaterStatement implements Statement {
  readonly #make: () => Statement
  #made: Statement | null = null

  constructor(make: () => Statement) {
    this.#make = make
  }

  get name(): string | undefined {
    return this.#statement().name
  }

  get text(): string {
    return this.#statement().text
  }

  #statement(): Statement {
    this.#made ??= this.#make()
    return this.#made
  }
}

const nameOf = (sql: string): string => `pylon_${createHash('sha256').update(sql).digest('base64url').slice(0, 22)}`
