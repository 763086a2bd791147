import type { SessionChange, SessionStore } from '../stores/session.ts'
import { tokenWord, userWord } from './word.ts'

/** Runs a write, and passes on the words for the sessions that it may end or change. */
export type AroundWrite = <T>(words: readonly string[], write: () => Promise<T>) => Promise<T>

/** The same store, with `around` put around every write that a cache must hear of. */
export function watchWrites(store: SessionStore, around: AroundWrite): SessionStore {
  return {
    insert: session => store.insert(session),
    find: (tokenHash, now) => store.find(tokenHash, now),
    replace: (tokenHash, change, now) =>
      around(wordsOfReplace(tokenHash, change), () => store.replace(tokenHash, change, now)),
    touch: touches => store.touch(touches),
    listByUser: (userId, now) => store.listByUser(userId, now),
    revoke: (userId, id, now) => around([userWord(userId)], () => store.revoke(userId, id, now)),
    revokeByUser: (userId, exceptId, now) =>
      around([userWord(userId)], () => store.revokeByUser(userId, exceptId, now)),
    update: (userId, change) => around([userWord(userId)], () => store.update(userId, change)),
    sweep: (now, limit) => store.sweep(now, limit),
    count: () => store.count(),
  }
}

function wordsOfReplace(tokenHash: string, { userId }: SessionChange): readonly string[] {
  return userId === undefined ? [tokenWord(tokenHash)] : [tokenWord(tokenHash), userWord(userId)]
}
