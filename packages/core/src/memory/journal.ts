/** Remembers how to take back what a transaction did. */
export interface Journal {
  readonly isOpen: boolean
  open(): void
  /** Notes how to take back one change. */
  note(undo: () => void): void
  /** Ends the transaction and keeps its changes. */
  keep(): void
  /** Ends the transaction and takes its changes back, the last one first. */
  undo(): void
}

export function createJournal(): Journal {
  let undos: (() => void)[] | null = null

  return {
    get isOpen() {
      return undos !== null
    },
    open() {
      undos = []
    },
    note(undo) {
      undos?.push(undo)
    },
    keep() {
      undos = null
    },
    undo() {
      const changes = undos ?? []
      undos = null // from here on changes are no longer noted
      for (const undo of changes.reverse()) undo()
    },
  }
}
