import type { QueryArrayResult } from 'pg'
import type { Access, Row, Statement, Value } from './access.ts'
import { isUniqueViolation } from './errors.ts'
import type { Send, Steps } from './transaction.ts'

/** Runs statements as parts of one transaction. */
export function transactionAccess(steps: Steps, prepare: Access['prepare']): Access {
  const access: Access = {
    prepare,
    run: <R extends Row>(statement: Statement, values: readonly Value[]) =>
      steps.take(send => send<R>(statement, values)),
    runUnlessTaken: <R extends Row>(statement: Statement, values: readonly Value[]) =>
      steps.take(send => sendUnlessTaken<R>(send, statement, values)),
    findRow: <R extends Row>(select: Statement, values: readonly string[]) =>
      steps.take(send => findAndHold<R>(send, select, values)),
    atomically: work => work(access),
    lockClause: 'FOR NO KEY UPDATE',
  }
  return access
}

/** A unique violation would end the whole transaction; it ends what follows the savepoint. */
async function sendUnlessTaken<R extends Row>(
  send: Send,
  statement: Statement,
  values: readonly Value[],
): Promise<QueryArrayResult<R> | null> {
  await send({ name: undefined, text: 'SAVEPOINT pylon' })
  try {
    const answer = await send<R>(statement, values)
    await send({ name: undefined, text: 'RELEASE SAVEPOINT pylon' })
    return answer
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    await send({ name: undefined, text: 'ROLLBACK TO SAVEPOINT pylon' })
    return null
  }
}

/** There is no row to hold when there is none: of two transactions that would insert it, one waits and finds it then. */
async function findAndHold<R extends Row>(send: Send, select: Statement, values: readonly string[]): Promise<R | null> {
  const found = await send<R>(select, values)
  if (found.rows[0] !== undefined) return found.rows[0]
  await send(holdName, [JSON.stringify([select.text, ...values])])
  const foundLater = await send<R>(select, values)
  return foundLater.rows[0] ?? null
}

const holdName: Statement = { name: undefined, text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))' }
