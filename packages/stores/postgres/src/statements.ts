import { createHash } from 'node:crypto'
import type { Access, Statement } from './access.ts'

/** Names every statement by what it says, the schema included: two bundles on one pool never mean different things. */
export function createStatements(hasNames: boolean): Access['prepare'] {
  const prepared = new Map<string, Statement>()

  return sql => {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const statement = { name: hasNames ? nameOf(sql) : undefined, text: sql }
    prepared.set(sql, statement)
    return statement
  }
}

const nameOf = (sql: string): string => `pylon_${createHash('sha256').update(sql).digest('base64url').slice(0, 22)}`
