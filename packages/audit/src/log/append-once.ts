import type { AuditHead, AuditRow, AuditStore } from '@pylon/core'
import { linkEntries } from '../chain.ts'
import type { AuditDraft } from '../entry.ts'

/**
 * Appends drafts and answers their rows. At a second call with drafts whose first call failed, it may answer, without
 * storing anything, those of them that the first one stored, or none: a store that fails may have stored them all the
 * same. The rest is for the next call.
 */
export function appendOnce(store: AuditStore): (drafts: readonly AuditDraft[]) => Promise<readonly AuditRow[]> {
  let doubtful: readonly AuditRow[] = []

  async function append(drafts: readonly AuditDraft[]): Promise<readonly AuditRow[]> {
    if (doubtful[0]?.id !== drafts[0]?.id) doubtful = []
    const { link, tried } = linker(drafts, doubtful)
    try {
      await store.append(link)
    } catch (error) {
      if (!tried.hasMoved) {
        doubtful = tried.rows
        throw error
      }
      const stored = await storedOf(store, doubtful)
      doubtful = []
      return stored
    }
    doubtful = []
    return tried.rows
  }

  return append
}

interface Tried {
  rows: readonly AuditRow[]
  /** Whether the log went on since the call before: with its rows, or with another writer's. */
  hasMoved: boolean
}

/** While the newest entry stands before doubtful rows they are not stored, nor will be: others take their place now. */
function linker(
  drafts: readonly AuditDraft[],
  doubtful: readonly AuditRow[],
): { readonly link: (head: AuditHead) => readonly AuditRow[]; readonly tried: Tried } {
  const tried: Tried = { rows: doubtful, hasMoved: false }

  function link(head: AuditHead): readonly AuditRow[] {
    const first = doubtful[0]
    tried.hasMoved = first !== undefined && head.seq >= first.seq
    if (tried.hasMoved) throw new Error('The audit log went on since the last try')
    tried.rows = linkEntries(head, drafts)
    return tried.rows
  }

  return { link, tried }
}

/** Two tries of one beginning may have been of different lengths: what counts is which rows are there. */
async function storedOf(store: AuditStore, rows: readonly AuditRow[]): Promise<readonly AuditRow[]> {
  const found = await store.read((rows[0]?.seq ?? 1) - 1, rows.length)
  const missing = rows.findIndex((row, index) => found[index]?.hash !== row.hash)
  return missing === -1 ? rows : rows.slice(0, missing)
}
