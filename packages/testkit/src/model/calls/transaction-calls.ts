import * as fc from 'fast-check'
import { type Call, type Choice, choice } from './call.ts'

/** A few calls in one transaction, which commits or throws at its end. */
export function transactionCalls(calls: readonly Choice[], weight: number): Choice {
  const drafts = fc.array(fc.oneof(...calls), { minLength: 1, maxLength: 4 })
  return choice(
    { drafts, isThrowing: fc.boolean() },
    ({ drafts, isThrowing }, tokens) => {
      const scope = isThrowing ? tokens.trial() : tokens
      const calls = drafts.map(draft => draft(scope))
      return toCall(calls, isThrowing)
    },
    weight,
  )
}

function toCall(several: readonly Call[], isThrowing: boolean): Call {
  return {
    text: ['transaction', ...several.map(({ text }) => `  ${text}`), isThrowing ? '  throw' : '  commit'].join('\n'),
    scope: 'transaction',
    async run(stores, moment) {
      const thrown = new Error('thrown by the work')
      const answers: unknown[] = []
      const transaction = stores.transaction(async tx => {
        for (const call of several) answers.push(await call.run({ ...tx, transaction: stores.transaction }, moment))
        if (isThrowing) throw thrown
      })
      await transaction.catch(error => {
        if (error !== thrown) throw error
      })
      return answers
    },
  }
}
