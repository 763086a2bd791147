import type { Stores } from '@pylon/core'
import * as fc from 'fast-check'
import { type Choice, choice, type Draft, sweepAnswer } from './call.ts'

type Swept = 'sessions' | 'oneTime' | 'counters'

/** What is left out of transactions: nobody sweeps in one. */
export const sweepCalls = (store: Swept): Choice =>
  choice({ limit: fc.constantFrom(1, 2, 100) }, ({ limit }) => ({
    text: `${store}.sweep in steps of ${limit}`,
    scope: 'rows',
    run: (stores, moment) => sweepAnswer(stores[store], limit, moment),
  }))

export const isSwept = (store: keyof Stores): store is Swept => ['sessions', 'oneTime', 'counters'].includes(store)

export const countCall: Draft = () => ({
  text: 'sessions.count',
  scope: 'list',
  run: ({ sessions }) => sessions.count(),
})
