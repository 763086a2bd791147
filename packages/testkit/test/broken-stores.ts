import type { Session, StoreBundle, Stores } from '@pylon/core'

/** What a store might do wrong, by what it does: methods of one store that take the place of the right ones. */
export type Breakage = (stores: Stores) => {
  readonly [Name in keyof Stores]?: Partial<Stores[Name]>
}

/** The stores with a breakage, in transactions too. */
export function broken(stores: StoreBundle, breakage: Breakage): StoreBundle {
  return {
    ...stores,
    ...brokenStores(stores, breakage),
    transaction: work => stores.transaction(tx => work(brokenStores(tx, breakage))),
  }
}

function brokenStores(stores: Stores, breakage: Breakage): Stores {
  const methods = breakage(stores)
  return {
    users: { ...stores.users, ...methods.users },
    credentials: { ...stores.credentials, ...methods.credentials },
    sessions: { ...stores.sessions, ...methods.sessions },
    oneTime: { ...stores.oneTime, ...methods.oneTime },
    counters: { ...stores.counters, ...methods.counters },
    accounts: { ...stores.accounts, ...methods.accounts },
    apiKeys: { ...stores.apiKeys, ...methods.apiKeys },
    orgs: { ...stores.orgs, ...methods.orgs },
    outbox: { ...stores.outbox, ...methods.outbox },
    audit: { ...stores.audit, ...methods.audit },
  }
}

/** A transaction that throws keeps the sessions that it has inserted. */
export function keepingSessions(stores: StoreBundle): StoreBundle {
  return {
    ...stores,
    async transaction(work) {
      const inserted: Session[] = []
      const noting = ({ sessions, ...others }: Stores): Stores => ({
        ...others,
        sessions: {
          ...sessions,
          insert: session => {
            inserted.push(session)
            return sessions.insert(session)
          },
        },
      })
      try {
        return await stores.transaction(tx => work(noting(tx)))
      } catch (error) {
        for (const session of inserted) await stores.sessions.insert(session)
        throw error
      }
    },
  }
}
