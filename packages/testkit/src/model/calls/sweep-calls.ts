import * as fc from 'fast-check'
import type { Modelled } from '../modelled-stores.ts'
import { type Call, type Choice, choice, sweepAnswer } from './call.ts'

type Swept = 'sessions' | 'oneTime' | 'counters'
type Counted = 'users' | 'sessions'

/** What is left out of transactions: nobody sweeps in one. */
export const sweepCalls = (store: Swept): Choice =>
  choice({ limit: fc.constantFrom(1, 2, 100) }, ({ limit }) => ({
    text: `${store}.sweep in steps of ${limit}`,
    scope: 'rows',
    run: (stores, moment) => sweepAnswer(stores[store], limit, moment),
  }))

export const isSwept = (store: keyof Modelled): store is Swept => ['sessions', 'oneTime', 'counters'].includes(store)

/** What can be compared where nobody else's rows are. */
export const countCalls = (store: Counted): Choice => ({ arbitrary: fc.constant(() => count(store)), weight: 1 })

const count = (store: Counted): Call => ({
  text: `${store}.count`,
  scope: 'list',
  run: stores => stores[store].count(),
})

export const isCounted = (store: keyof Modelled): store is Counted => ['users', 'sessions'].includes(store)
