import type { Access, Row, Statement, Value } from './access.ts'
import type { Connections } from './connections.ts'
import { isBroken, isUniqueViolation, toStoreError } from './errors.ts'
import { queryInTime } from './query-in-time.ts'
import { runTransaction } from './transaction.ts'

/** Runs every statement by itself, on any connection. */
export function outsideAccess(connections: Connections, prepare: Access['prepare'], timeoutMs: number): Access {
  async function run<R extends Row>(
    statement: Statement,
    values: readonly Value[],
    startedAtMs: number = performance.now(),
  ): ReturnType<typeof queryInTime<R>> {
    const client = await connections.borrow(startedAtMs)
    try {
      const answer = await queryInTime<R>(client, statement, values, timeoutMs - (performance.now() - startedAtMs))
      connections.giveBack(client)
      return answer
    } catch (error) {
      connections.giveBack(client, isBroken(error) ? (error as Error) : undefined) // the driver throws nothing else
      throw toStoreError(error)
    }
  }

  return {
    prepare,
    run,
    async runUnlessTaken<R extends Row>(statement: Statement, values: readonly Value[]) {
      try {
        return await run<R>(statement, values)
      } catch (error) {
        if (isUniqueViolation(error)) return null
        throw error
      }
    },
    async findRow<R extends Row>(select: Statement, values: readonly string[], startedAtMs?: number) {
      const { rows } = await run<R>(select, values, startedAtMs)
      return rows[0] ?? null
    },
    atomically: work => runTransaction(connections, prepare, timeoutMs, work),
    lockClause: '',
  }
}
