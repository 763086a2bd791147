import type { AuditCheckpoint, AuditStore } from '@pylon/core'

/** Every checkpoint of an entry above `after`, oldest first: one in a thousand entries. */
export async function listAllCheckpoints(store: AuditStore, after: number): Promise<readonly AuditCheckpoint[]> {
  const all: AuditCheckpoint[] = []
  let position = after
  for (;;) {
    const page = await store.listCheckpoints(position, pageSize)
    const last = page.at(-1)
    if (page.length < pageSize || last === undefined) return all.concat(page)
    // a page may end between the two of one entry: that entry comes whole with the next one
    all.push(...page.filter(({ seq }) => seq < last.seq))
    position = last.seq - 1
  }
}

const pageSize = 1_000
