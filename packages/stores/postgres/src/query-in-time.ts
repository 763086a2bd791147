import type { ClientBase, QueryArrayResult } from 'pg'
import type { Row, Statement, Value } from './access.ts'
import { columnTypes } from './column-types.ts'
import { encodeText } from './text-code.ts'

/** Sends one statement and waits for its answer until the time is up; what is answered after that is lost. */
export function queryInTime<R extends Row>(
  client: ClientBase,
  { name, text }: Statement,
  values: readonly Value[],
  timeoutMs: number,
): Promise<QueryArrayResult<R>> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(giveUp), timeoutMs) // after a look at what has arrived meanwhile
    const giveUp = (): void => reject(new Error('PostgreSQL did not answer in time'))
    const query = { name, text, values: values.map(toBound), rowMode: 'array', types: columnTypes } as const
    client.query<R>({ ...query, values: query.values }, (error: Error | null, result) => {
      clearTimeout(timer)
      if (error) reject(error)
      else resolve(result)
    })
  })
}

const toBound = (value: Value): unknown => {
  if (typeof value === 'string') return encodeText(value)
  return Array.isArray(value) ? value.map(toBound) : value
}
