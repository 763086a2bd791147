import type { StoreBundle, Stores } from '@pylon/core'

/** Stores that can be handed out before they are open: each call waits for that first. */
export function deferredStores(opening: Promise<StoreBundle>): StoreBundle {
  opening.catch(() => {}) // every call tells it
  return {
    users: deferred(opening, 'users'),
    credentials: deferred(opening, 'credentials'),
    sessions: deferred(opening, 'sessions'),
    oneTime: deferred(opening, 'oneTime'),
    counters: deferred(opening, 'counters'),
    accounts: deferred(opening, 'accounts'),
    apiKeys: deferred(opening, 'apiKeys'),
    orgs: deferred(opening, 'orgs'),
    outbox: deferred(opening, 'outbox'),
    audit: deferred(opening, 'audit'),
    transaction: async work => (await opening).transaction(work),
    ping: async () => (await opening).ping(),
    close: async () => (await opening).close(),
  }
}

type Method = (...parameters: readonly unknown[]) => Promise<unknown>

/** Tests may put a method of their own in place. */
function deferred<Name extends keyof Stores>(opening: Promise<StoreBundle>, name: Name): Stores[Name] {
  const store = new Proxy<Record<string, Method>>(
    {},
    {
      get: (replaced, method: string) =>
        replaced[method] ??
        (async (...parameters: readonly unknown[]) => {
          const opened = (await opening)[name] as unknown as Record<string, Method>
          return opened[method]?.(...parameters)
        }),
    },
  )
  return store as unknown as Stores[Name] // a store is methods alone
}
