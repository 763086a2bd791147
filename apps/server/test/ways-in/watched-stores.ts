import type { StoreBundle, Stores } from '@pylon/core'

/** A call of a store's method that was answered. */
export interface StoreCall {
  readonly store: keyof Stores
  readonly method: string
  readonly parameters: readonly unknown[]
  readonly result: unknown
}

export interface WatchedStores {
  readonly stores: StoreBundle
  /** Puts other stores in the place of those behind, and forgets the calls so far. */
  place(stores: StoreBundle): void
  /** In the order in which they were answered; what a transaction took back is not among them. */
  calls(): readonly StoreCall[]
  /** Answers in place of a store; undefined leaves it to the store. */
  lie: (store: keyof Stores, method: string, parameters: readonly unknown[]) => unknown
}

/** Stores that write down what they are asked, and can be swapped under an app that is composed once. */
export function watchStores(): WatchedStores {
  let behind: StoreBundle | null = null
  let calls: StoreCall[] = []

  async function transaction<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    const inside: StoreCall[] = []
    const result = await current().transaction(tx =>
      work(
        watchAll(
          () => tx,
          call => inside.push(call),
        ),
      ),
    )
    calls.push(...inside)
    return result
  }

  const current = (): StoreBundle => {
    if (behind === null) throw new Error('no stores are in place')
    return behind
  }

  function watchAll(stores: () => Stores, onCall: (call: StoreCall) => void): Stores {
    const names: readonly (keyof Stores)[] = [
      ...(['users', 'credentials', 'sessions', 'oneTime', 'counters', 'accounts', 'apiKeys', 'orgs'] as const),
      ...(['outbox', 'audit'] as const),
    ]
    const entries = names.map(name => [name, watch(name, stores, onCall)])
    return Object.fromEntries(entries) as Stores // one of each name
  }

  function watch(name: keyof Stores, stores: () => Stores, onCall: (call: StoreCall) => void): unknown {
    const asked =
      (method: string) =>
      async (...parameters: readonly unknown[]) => {
        const lie = watched.lie(name, method, parameters)
        if (lie !== undefined) return lie
        const store = stores()[name] as unknown as Record<string, (...values: readonly unknown[]) => Promise<unknown>>
        const result = await store[method]?.(...parameters)
        onCall({ store: name, method, parameters, result })
        return result
      }
    const methods = new Map<string, unknown>()
    return new Proxy(
      {},
      {
        get(_, method: string) {
          if (!methods.has(method)) methods.set(method, asked(method))
          return methods.get(method)
        },
      },
    )
  }

  const watched: WatchedStores = {
    stores: {
      ...watchAll(current, call => calls.push(call)),
      transaction,
      ping: async () => {},
      close: async () => {},
    },
    place(stores) {
      behind = stores
      calls = []
    },
    calls: () => calls,
    lie: () => undefined,
  }
  return watched
}

/** Whether a call may have changed something. */
export const isWrite = ({ method }: StoreCall): boolean => !/^(find|list|count$)/.test(method)

/** Does to other stores what was done to the first ones. */
export async function replay(calls: readonly StoreCall[], stores: StoreBundle): Promise<void> {
  for (const { store, method, parameters } of calls) {
    const target = stores[store] as unknown as Record<string, (...values: readonly unknown[]) => Promise<unknown>>
    await target[method]?.(...parameters)
  }
}
