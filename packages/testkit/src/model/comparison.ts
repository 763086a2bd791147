import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { testTime } from '../fake-clock.ts'
import type { Call, CalledStores, Moment } from './calls/call.ts'
import { answerOf, distinct, explanationsOf } from './explanations.ts'
import { describeMismatch, indented } from './mismatch.ts'
import { createNames, type Names } from './names.ts'
import { emptyState, type ModelState } from './reference/state.ts'
import { settlingCalls } from './settle.ts'

/** One run: the stores, and every state of the model that explains what they have answered so far. */
export interface Comparison {
  readonly names: Names
  moveClock(secs: number): Promise<void>
  call(call: Call): Promise<void>
  /** Starts both before either is awaited: one of the two orders must explain both answers and all that follow. */
  pair(calls: readonly [Call, Call]): Promise<void>
  /** Calls all of these, in one line of the program. */
  look(calls: readonly Call[]): Promise<void>
}

export function createComparison(stores: CalledStores, isAlone: boolean): Comparison {
  const names = createNames()
  const lines: string[] = []
  let states: readonly ModelState[] = [emptyState()]
  let now = testTime

  async function compare(text: string, calls: readonly Call[], orders: readonly (readonly number[])[]): Promise<void> {
    lines.push(text)
    const moment: Moment = { now, names, isAlone }
    const found = await Promise.all(calls.map(call => answerOf(call, stores, moment)))
    const explanations = await explanationsOf(states, calls, orders, moment)
    const fitting = explanations.filter(({ answers }) => isDeepStrictEqual(answers, found))
    if (fitting.length === 0) {
      const expected = explanations.map(({ answers }) => answers)
      assert.fail(names.shorten(describeMismatch(lines, expected, found)))
    }
    states = distinct(fitting.map(({ state }) => state))
  }

  const call = (one: Call): Promise<void> => compare(one.text, [one], [[0]])

  async function moveClock(secs: number): Promise<void> {
    if (secs < 0) for (const settling of settlingCalls(states, now, secs)) await call(settling)
    now += secs
    if (secs !== 0) lines.push(`clock ${secs > 0 ? '+' : '-'} ${Math.abs(secs)}`)
  }

  async function look(calls: readonly Call[]): Promise<void> {
    lines.push('look at everything')
    for (const each of calls) {
      await call(each)
      lines.pop()
    }
  }

  return { names, moveClock, call, look, pair: calls => compare(atOnce(calls), calls, bothOrders) }
}

const bothOrders = [
  [0, 1],
  [1, 0],
]

const atOnce = (calls: readonly Call[]): string => ['at once', ...calls.map(({ text }) => indented(text))].join('\n')
