import type { StoreBundle, Stores } from '../stores/stores.ts'
import type { Access } from './access.ts'
import { memoryAccounts } from './accounts.ts'
import { memoryApiKeys } from './api-keys.ts'
import { memoryAudit } from './audit.ts'
import { memoryCounters } from './counters.ts'
import { memoryCredentials } from './credentials.ts'
import { createJournal } from './journal.ts'
import { createLock } from './lock.ts'
import { memoryOneTime } from './one-time.ts'
import { memoryOrgs } from './orgs.ts'
import { memoryOutbox } from './outbox.ts'
import { memorySessions } from './sessions.ts'
import { openAccess } from './transaction-access.ts'
import { memoryUsers } from './users.ts'

/**
 * Every store in the memory of this process: for tests, for trying things out, and as the reference for other stores.
 * What it holds is gone when the process ends. While a transaction is open everything outside it waits, reads too.
 *
 * @example
 * import { createSessions } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 *
 * const stores = memoryStores()
 * const sessions = createSessions({ store: stores.sessions })
 */
export function memoryStores(): StoreBundle {
  const lock = createLock()
  const journal = createJournal()
  const users = memoryUsers(journal)
  const credentials = memoryCredentials(journal)
  const sessions = memorySessions(journal)
  const oneTime = memoryOneTime(journal)
  const counters = memoryCounters(journal)
  const accounts = memoryAccounts(journal)
  const apiKeys = memoryApiKeys(journal)
  const orgs = memoryOrgs(journal)
  const outbox = memoryOutbox(journal)
  const audit = memoryAudit(journal)

  const storesOn = (access: Access): Stores => ({
    users: users(access),
    credentials: credentials(access),
    sessions: sessions(access),
    oneTime: oneTime(access),
    counters: counters(access),
    accounts: accounts(access),
    apiKeys: apiKeys(access),
    orgs: orgs(access),
    outbox: outbox(access),
    audit: audit(access),
  })

  async function transact<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    const access = openAccess()
    journal.open()
    try {
      const result = await work(storesOn(access))
      journal.keep()
      return result
    } catch (error) {
      journal.undo()
      throw error
    } finally {
      access.close()
    }
  }

  return {
    ...storesOn({ run: lock.run }),
    transaction: work => lock.hold(() => transact(work)),
    ping: async () => {},
    close: async () => {},
  }
}
