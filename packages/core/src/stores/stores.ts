import type { AccountStore } from './account.ts'
import type { ApiKeyStore } from './api-key.ts'
import type { AuditStore } from './audit.ts'
import type { CounterStore } from './counter.ts'
import type { CredentialStore } from './credential.ts'
import type { OneTimeStore } from './one-time.ts'
import type { OrgStore } from './org.ts'
import type { OutboxStore } from './outbox.ts'
import type { SessionStore } from './session.ts'
import type { UserStore } from './user.ts'

/** One of each: what a flow may ask for. */
export interface Stores {
  readonly users: UserStore
  readonly credentials: CredentialStore
  readonly sessions: SessionStore
  readonly oneTime: OneTimeStore
  readonly counters: CounterStore
  readonly accounts: AccountStore
  readonly apiKeys: ApiKeyStore
  readonly orgs: OrgStore
  readonly outbox: OutboxStore
  readonly audit: AuditStore
}

/** Changes several stores at once: all of what `work` did is kept, or, when it throws, none of it. */
export type Transaction = <T>(work: (stores: Stores) => Promise<T>) => Promise<T>

/** Every store on one database. */
export interface StoreBundle extends Stores {
  /** Inside `work` use the stores it is given, never the outer ones: those wait for the transaction to end. */
  readonly transaction: Transaction
  /** Throws when the database does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}
