interface Entry {
  readonly uid?: string
  readonly grantId?: string
  consumed?: number
}

/** What oidc-provider keeps something in; it calls the methods by these names. */
type Adapter = Readonly<Record<string, (...args: readonly never[]) => Promise<unknown>>>

/** Where a provider remembers, so that one with new keys knows what the one before it knew. */
export function createProviderMemory(): (model: string) => Adapter {
  const entries = new Map<string, Entry>()
  const keysOf = (model: string, isWanted: (entry: Entry) => boolean): readonly string[] =>
    [...entries].filter(([key, entry]) => key.startsWith(`${model}:`) && isWanted(entry)).map(([key]) => key)

  return model => ({
    upsert: async (id: string, entry: Entry) => void entries.set(`${model}:${id}`, entry),
    find: async (id: string) => entries.get(`${model}:${id}`),
    findByUid: async (uid: string) => entries.get(keysOf(model, entry => entry.uid === uid)[0] ?? ''),
    destroy: async (id: string) => void entries.delete(`${model}:${id}`),
    async consume(id: string) {
      const entry = entries.get(`${model}:${id}`)
      if (entry !== undefined) entry.consumed = Math.floor(Date.now() / 1000)
    },
    async revokeByGrantId(grantId: string) {
      for (const key of keysOf(model, entry => entry.grantId === grantId)) entries.delete(key)
    },
  })
}
