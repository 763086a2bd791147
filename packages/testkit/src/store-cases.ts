import type { StoreBundle, Stores } from '@pylon/core'
import { accountCases } from './accounts/cases.ts'
import { apiKeyCases } from './api-keys/cases.ts'
import { auditCases } from './audit/cases.ts'
import { counterCases } from './counters/cases.ts'
import { credentialCases } from './credentials/cases.ts'
import { oneTimeCases } from './one-time/cases.ts'
import { orgCases } from './orgs/cases.ts'
import { outboxCases } from './outbox/cases.ts'
import { sessionCases } from './sessions/cases.ts'
import type { StoreCase } from './store-case.ts'
import { transactionCases } from './transactions/cases.ts'
import { userCases } from './users/cases.ts'

/** A case with the name of the store that it is about. */
export interface LabelledCase extends StoreCase<StoreBundle> {
  readonly store: keyof Stores | 'transaction'
}

/**
 * Every case of the store contracts. They share one database, one after the other.
 *
 * @example
 * import { memoryStores } from '@pylon/core/memory'
 * import { storeCases } from '@pylon/testkit'
 *
 * const stores = memoryStores()
 * for (const { run } of storeCases) await run(stores)
 */
export const storeCases: readonly LabelledCase[] = [
  ...labelled('users', userCases),
  ...labelled('credentials', credentialCases),
  ...labelled('sessions', sessionCases),
  ...labelled('oneTime', oneTimeCases),
  ...labelled('counters', counterCases),
  ...labelled('accounts', accountCases),
  ...labelled('apiKeys', apiKeyCases),
  ...labelled('orgs', orgCases),
  ...labelled('outbox', outboxCases),
  ...labelled('audit', auditCases),
  ...labelled('transaction', transactionCases),
]

function labelled(store: LabelledCase['store'], cases: readonly StoreCase<StoreBundle>[]): readonly LabelledCase[] {
  return cases.map(({ name, run }) => ({ store, name, run }))
}
