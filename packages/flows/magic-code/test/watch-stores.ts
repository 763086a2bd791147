import type { StoreBundle, Stores } from '@pylon/core'

/** Stores that tell of every call, in a transaction or outside, before they answer it; a throw stands for a fault. */
export function watchStores(stores: StoreBundle, onCall: (name: string) => void | Promise<void>): StoreBundle {
  return {
    ...stores,
    ...watchAll(stores, onCall),
    async transaction(work) {
      await onCall('transaction')
      return stores.transaction(tx => work(watchAll(tx, onCall)))
    },
  }
}

const watchAll = (stores: Stores, onCall: (name: string) => void | Promise<void>): Stores => ({
  users: watch('users', stores.users, onCall),
  credentials: watch('credentials', stores.credentials, onCall),
  sessions: watch('sessions', stores.sessions, onCall),
  oneTime: watch('oneTime', stores.oneTime, onCall),
  counters: watch('counters', stores.counters, onCall),
  accounts: watch('accounts', stores.accounts, onCall),
  apiKeys: watch('apiKeys', stores.apiKeys, onCall),
  orgs: watch('orgs', stores.orgs, onCall),
  outbox: watch('outbox', stores.outbox, onCall),
  audit: watch('audit', stores.audit, onCall),
})

function watch<Store extends object>(
  name: string,
  store: Store,
  onCall: (name: string) => void | Promise<void>,
): Store {
  return new Proxy(store, {
    get(target, property) {
      const method: unknown = Reflect.get(target, property)
      if (typeof method !== 'function') return method
      return async (...parameters: readonly unknown[]) => {
        await onCall(`${name}.${String(property)}`)
        return Reflect.apply(method, target, parameters)
      }
    },
  })
}
