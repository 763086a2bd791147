import { type StoreBundle, type Stores, storeUnavailable } from '@pylon/core'

/** Where a call goes wrong. */
export interface Fault {
  /** Which call of all those on the bundle, the first one being 1; the end of a transaction is a call too. */
  readonly failAt: number
  /** `before` it does anything, or `after` all that it does: the answer gets lost. */
  readonly kind: 'before' | 'after'
}

/** Stores of which one call fails. */
export interface FailingStores {
  readonly stores: StoreBundle
  /** How many calls there have been. */
  readonly calls: number
  /** Whether the call that was to fail has come. */
  readonly hasFailed: boolean
}

/**
 * Wraps stores so that one call of a method throws `STORE_UNAVAILABLE` (503), before or after it has done what it does;
 * all the others work. A transaction in which a call has failed is rolled back, whatever its work makes of the error.
 *
 * @example
 * import { memoryStores } from '@pylon/core/memory'
 * import { failingStores, testUser } from '@pylon/testkit'
 *
 * const { stores } = failingStores(memoryStores(), { failAt: 1, kind: 'after' })
 * await stores.users.insert(testUser()).catch(error => error.code) // 'STORE_UNAVAILABLE', and the user is there
 */
export function failingStores(stores: StoreBundle, { failAt, kind }: Fault): FailingStores {
  let calls = 0

  async function call<T>(run: () => Promise<T>): Promise<T> {
    calls++
    if (calls !== failAt) return run()
    if (kind === 'after') await run()
    throw storeUnavailable(new Error(`Call ${failAt} fails, ${kind} it is done`))
  }

  async function transaction<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    const before = calls
    let isCommitFailing = false
    const answer = await stores.transaction(async tx => {
      const result = await work(wrapAll(tx, call))
      if (before < failAt && failAt <= calls) throw storeUnavailable(new Error('A call in this transaction has failed'))
      calls++
      isCommitFailing = calls === failAt
      if (isCommitFailing && kind === 'before') throw storeUnavailable(new Error('The commit fails'))
      return result
    })
    if (isCommitFailing) throw storeUnavailable(new Error('The answer to the commit gets lost'))
    return answer
  }

  return {
    stores: { ...wrapAll(stores, call), transaction, ping: () => stores.ping(), close: () => stores.close() },
    get calls() {
      return calls
    },
    get hasFailed() {
      return calls >= failAt
    },
  }
}

type CallWrapper = <T>(run: () => Promise<T>) => Promise<T>

const wrapAll = (stores: Stores, call: CallWrapper): Stores => ({
  users: wrap(stores.users, call),
  credentials: wrap(stores.credentials, call),
  sessions: wrap(stores.sessions, call),
  oneTime: wrap(stores.oneTime, call),
  counters: wrap(stores.counters, call),
  accounts: wrap(stores.accounts, call),
  apiKeys: wrap(stores.apiKeys, call),
  orgs: wrap(stores.orgs, call),
  outbox: wrap(stores.outbox, call),
  audit: wrap(stores.audit, call),
})

function wrap<Store extends object>(store: Store, call: CallWrapper): Store {
  return new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return (...parameters: readonly unknown[]) => call(() => Reflect.apply(method, target, parameters))
    },
  })
}
