/** Which keys belong to a user, so that nothing has to look at everybody's. */
export interface UserIndex {
  /** Takes a key from one user to another; null = nobody. */
  move(key: string, from: string | null, to: string | null): void
  list(userId: string): readonly string[]
}

export function createUserIndex(): UserIndex {
  const keysByUser = new Map<string, Set<string>>()

  function add(userId: string, key: string): void {
    const keys = keysByUser.get(userId)
    if (keys === undefined) keysByUser.set(userId, new Set([key]))
    else keys.add(key)
  }

  function remove(userId: string, key: string): void {
    const keys = keysByUser.get(userId)
    keys?.delete(key)
    if (keys?.size === 0) keysByUser.delete(userId)
  }

  return {
    move(key, from, to) {
      if (from === to) return
      if (from !== null) remove(from, key)
      if (to !== null) add(to, key)
    },
    list: userId => [...(keysByUser.get(userId) ?? [])],
  }
}
