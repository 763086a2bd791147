import { storeUnavailable } from '@pylon/core'
import type { PoolClient, QueryArrayResult } from 'pg'
import type { Access, Row, Statement, Value } from './access.ts'
import type { Connections } from './connections.ts'
import { isBroken, toStoreError } from './errors.ts'
import { serverTimeoutMs } from './open-pool.ts'
import { queryInTime } from './query-in-time.ts'
import { transactionAccess } from './transaction-access.ts'

/** One connection with an open transaction: the statements follow each other, even those that are asked for at once. */
export interface Steps {
  /** Runs its statements without another one between them. */
  take<T>(step: (send: Send) => Promise<T>): Promise<T>
}

export type Send = <R extends Row>(statement: Statement, values?: readonly Value[]) => Promise<QueryArrayResult<R>>

/** Runs `work` in a transaction on a connection of its own; the time limit holds for each statement, not for the whole. */
export async function runTransaction<T>(
  connections: Connections,
  prepare: Access['prepare'],
  timeoutMs: number,
  work: (access: Access) => Promise<T>,
): Promise<T> {
  const client = await connections.borrow(performance.now())
  const steps = openSteps(client, connections, timeoutMs)
  try {
    await steps.begin()
    const answer = await work(transactionAccess(steps, prepare))
    await steps.commit()
    return answer
  } finally {
    await steps.end()
  }
}

interface TransactionSteps extends Steps {
  begin(): Promise<void>
  commit(): Promise<void>
  /** Rolls back what was not committed, and gives the connection back. */
  end(): Promise<void>
}

function openSteps(client: PoolClient, connections: Connections, timeoutMs: number): TransactionSteps {
  let last: Promise<unknown> = Promise.resolve()
  let state: 'open' | 'closing' | 'ended' = 'open'
  let isCommitted = false
  let brokenBy: unknown = null
  let firstError: unknown = null

  const send: Send = async (statement, values = []) => {
    if (brokenBy !== null) throw storeUnavailable(brokenBy)
    try {
      return await queryInTime(client, statement, values, timeoutMs)
    } catch (error) {
      if (isBroken(error)) breakOff(error as Error) // the driver throws nothing else
      throw toStoreError(error)
    }
  }

  function breakOff(error: Error): void {
    brokenBy = error
    connections.giveBack(client, error)
  }

  function take<S>(step: (send: Send) => Promise<S>): Promise<S> {
    if (state !== 'open') return Promise.reject(hasEnded())
    const turn = last.then(() => (state === 'ended' ? Promise.reject(hasEnded()) : step(send)))
    last = turn.catch(error => {
      firstError ??= error
    })
    return turn
  }

  async function commit(): Promise<void> {
    state = 'closing'
    await last
    const { command } = await send(commitStatement)
    if (command !== 'COMMIT') throw firstError // a statement failed, the work went on, and PostgreSQL rolled back
    isCommitted = true
  }

  async function end(): Promise<void> {
    state = 'ended'
    await last
    if (!isCommitted && brokenBy === null) await send(rollbackStatement).catch(breakOff)
    if (brokenBy === null) connections.giveBack(client)
  }

  return { take, begin: () => begin(send, timeoutMs).catch(rethrowAfter(breakOff)), commit, end }
}

/**
 * What the role or the database has as its default must not weaken the isolation. `SET LOCAL` ends with the
 * transaction, so it is right behind PgBouncer too. Work that dies or sleeps must not hold its rows for ever.
 */
async function begin(send: Send, timeoutMs: number): Promise<void> {
  await send({
    name: undefined,
    text: `BEGIN ISOLATION LEVEL READ COMMITTED;
      SET LOCAL statement_timeout = ${serverTimeoutMs(timeoutMs)};
      SET LOCAL idle_in_transaction_session_timeout = ${longestPauseSecs * 1_000}`,
  })
}

const longestPauseSecs = 10

const rethrowAfter =
  (breakOff: (error: Error) => void) =>
  (error: Error): never => {
    breakOff(error) // the transaction may be half open
    throw error
  }

const commitStatement: Statement = { name: undefined, text: 'COMMIT' }
const rollbackStatement: Statement = { name: undefined, text: 'ROLLBACK' }

const hasEnded = (): Error => new Error('This transaction has ended: its stores cannot be used any more')
