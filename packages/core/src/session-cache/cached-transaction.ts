import type { StoreBundle, Transaction } from '../stores/stores.ts'
import { type AroundWrite, watchWrites } from './watch-writes.ts'
import { everything } from './word.ts'

/** A transaction on the stores themselves; what it may have ended or changed is announced once it is over. */
export function cachedTransaction(stores: StoreBundle, announce: (words: readonly string[]) => void): Transaction {
  return async work => {
    const noted = new Set<string>()
    let isOver = false

    const note: AroundWrite = async (words, write) => {
      for (const word of words) noted.add(word)
      try {
        return await write()
      } finally {
        if (isOver) announce(words) // nobody waited for this write: it may have happened after the announcement
      }
    }

    try {
      return await stores.transaction(tx => work({ ...tx, sessions: watchWrites(tx.sessions, note) }))
    } finally {
      isOver = true
      announce(noted.size > maxWords ? [everything] : [...noted]) // thrown or not: the commit's answer may be lost
    }
  }
}

const maxWords = 100
