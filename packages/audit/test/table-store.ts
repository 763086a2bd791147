import type { AuditCheckpoint, AuditHead, AuditRow, AuditStore } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'

/** The tables of a log as somebody with the database open has them: everything can be changed. */
export interface Tables {
  rows: AuditRow[]
  checkpoints: AuditCheckpoint[]
  head: AuditHead
}

export async function tablesOf(store: AuditStore): Promise<Tables> {
  return {
    rows: [...(await store.read(0, 1_000_000))],
    checkpoints: [...(await store.listCheckpoints(0, 1_000_000))],
    head: await store.head(),
  }
}

/** A store that reads from such tables; it writes nothing. */
export const tableStore = (tables: Tables): AuditStore => ({
  ...unchanged,
  head: async () => tables.head,
  read: async (after, limit) => tables.rows.filter(({ seq }) => seq > after).slice(0, limit),
  listCheckpoints: async (after, limit) => tables.checkpoints.filter(({ seq }) => seq > after).slice(0, limit),
})

const unchanged = memoryStores().audit
