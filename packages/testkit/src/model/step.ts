import * as fc from 'fast-check'
import type { Call, Choice, Draft } from './calls/call.ts'
import { counterCalls } from './calls/counter-calls.ts'
import { credentialCalls } from './calls/credential-calls.ts'
import { oneTimeCalls } from './calls/one-time-calls.ts'
import { sessionCalls, sessionMeetings } from './calls/session-calls.ts'
import { countCalls, isCounted, isSwept, sweepCalls } from './calls/sweep-calls.ts'
import { transactionCalls } from './calls/transaction-calls.ts'
import { userCalls } from './calls/user-calls.ts'
import type { Modelled, ModelledStores } from './modelled-stores.ts'
import { createTokens, type Tokens } from './tokens.ts'

/** What may be run: its steps, and the tokens that they make. */
export interface Program {
  readonly steps: readonly Step[]
  readonly tokens: readonly string[]
}

export type Step =
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'pair'; readonly calls: readonly [Call, Call] }
  | { readonly kind: 'clock'; readonly secs: number }

export interface StepOptions {
  readonly maxSteps: number
  readonly isAlone: boolean
  /** Whether calls come in pairs now and then, and whether transactions are among these. */
  readonly pairs: 'none' | 'calls' | 'calls and transactions'
}

/** Programs about one store, where much meets, and about all of them together. */
export function programs(stores: ModelledStores, options: StepOptions): fc.Arbitrary<Program> {
  const parts = storeNames.filter(name => stores[name] !== undefined)
  const groups = [...parts.map(part => [part]), ...(parts.length > 1 ? [parts] : [])]
  const hasTransactions = stores.transaction !== undefined
  return fc.oneof(
    ...groups.map(group => ({
      arbitrary: programsOf(group, hasTransactions, options),
      weight: group.includes('sessions') ? Math.max(2, 6 - group.length) : 1, // they have the most to get wrong
    })),
  )
}

const storeNames = ['users', 'credentials', 'sessions', 'oneTime', 'counters'] as const

function programsOf(
  group: readonly (keyof Modelled)[],
  hasTransactions: boolean,
  { maxSteps, isAlone, pairs }: StepOptions,
): fc.Arbitrary<Program> {
  const plain = group.flatMap(part => callsOf[part])
  const sweeps = group.filter(isSwept).map(sweepCalls)
  const counts = isAlone ? group.filter(isCounted).map(countCalls) : []
  const transactions = hasTransactions ? [transactionCalls(plain, group.length * 2)] : []
  const single = fc.oneof(...plain, ...sweeps, ...counts, ...transactions)
  const paired = fc.oneof(...plain, ...sweeps, ...(pairs === 'calls and transactions' ? transactions : []))
  const twins = paired.map(draft => [draft, draft] as const)
  const meetings = group.includes('sessions') ? [sessionMeetings] : []

  const steps = fc.oneof(
    { arbitrary: single.map(toCall), weight: 8 },
    { arbitrary: clockSteps.map(secs => (): Step => ({ kind: 'clock', secs })), weight: 3 },
    { arbitrary: fc.oneof(fc.tuple(paired, paired), twins, ...meetings).map(toPair), weight: pairs === 'none' ? 0 : 8 },
  )
  const drafts = fc.noBias(fc.array(steps, { maxLength: maxSteps, size: 'max' })) // biased ones are short: little meets
  return drafts.map(drafts => {
    const tokens = createTokens()
    return { steps: drafts.map(draft => draft(tokens)), tokens: tokens.made }
  })
}

const toCall =
  (draft: Draft) =>
  (tokens: Tokens): Step => ({ kind: 'call', call: draft(tokens) })

const toPair =
  ([first, second]: readonly [Draft, Draft]) =>
  (tokens: Tokens): Step => ({ kind: 'pair', calls: [first(tokens), second(tokens)] })

const callsOf: Readonly<Record<keyof Modelled, readonly Choice[]>> = {
  users: userCalls,
  credentials: credentialCalls,
  sessions: sessionCalls,
  oneTime: oneTimeCalls,
  counters: counterCalls,
}

const clockSteps = fc.constantFrom(1, 59, 60, 60, 540, 600, -1, -60, -600, -3_600)
