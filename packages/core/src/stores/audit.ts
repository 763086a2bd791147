/** One entry of the audit log as it is stored: what `entry` says, and beside it what is looked up by. */
export interface AuditRow {
  /** 1, 2, 3 … without a gap. */
  readonly seq: number
  readonly id: string
  /** Who did it, by id of the user; null where it was no user. */
  readonly actorId: string | null
  /** Whom it was done to; null where it was no user. */
  readonly subjectId: string | null
  readonly tenantId: string | null
  /** The entry as canonical JSON, `prev_hash` and all that stands beside it included. */
  readonly entry: string
  /** SHA-256 of `entry`, in hex. */
  readonly hash: string
}

/** The newest entry; `seq` 0 and `hash` '' in an empty log. */
export interface AuditHead {
  readonly seq: number
  readonly hash: string
}

/** A signature over everything up to an entry. */
export interface AuditCheckpoint {
  /** The entry that it covers last. */
  readonly seq: number
  readonly id: string
  readonly hash: string
  readonly at: number
  /** `cut`: entries up to this one were deleted, because they were old enough. */
  readonly kind: 'seal' | 'cut'
  /** Which key signed. */
  readonly keyId: string
  /** Ed25519, base64url. */
  readonly signature: string
}

/** What to list; members that are left out do not matter. */
export interface AuditFilter {
  /** Done by this user, or to them. */
  readonly userId?: string
  readonly tenantId?: string
}

/** Remembers what happened, in the order in which it did; nothing in it ever changes. */
export interface AuditStore {
  /**
   * Hands the newest entry to `link` and stores the rows that it answers, all of them or none, in one step: one caller
   * at a time, on all servers. `link` may be asked again after another writer came first; it does nothing but compute.
   * On the disk when the promise resolves; after `STORE_UNAVAILABLE` they may be stored all the same.
   *
   * Throws what `link` throws, and for no rows or rows that are not numbered on from the newest entry; stores nothing then.
   *
   * In a transaction it comes last: until the end nobody else appends, and a transaction that reached for other rows
   * after it would wait for one that holds them and waits for the log.
   */
  append(link: (head: AuditHead) => readonly AuditRow[]): Promise<void>
  /** Throws when an entry could not be appended now: it tries to write, and stores nothing. */
  probe(): Promise<void>
  /** Kept apart from the entries, so that it shows when the newest ones are missing. */
  head(): Promise<AuditHead>
  /** Newest first: at most `limit` of those whose `seq` is below `before`; null = from the newest. */
  list(filter: AuditFilter, before: number | null, limit: number): Promise<readonly AuditRow[]>
  /** Oldest first: at most `limit` of those whose `seq` is above `after`. */
  read(after: number, limit: number): Promise<readonly AuditRow[]>
  /** Answers false when there is one of that kind for that entry already, and leaves that as it is. */
  insertCheckpoint(checkpoint: AuditCheckpoint): Promise<boolean>
  /** Oldest first, of an entry above `after`; of one entry a seal before a cut. */
  listCheckpoints(after: number, limit: number): Promise<readonly AuditCheckpoint[]>
  /** Deletes at most `limit` entries up to that of the newest cut, the oldest ones first; answers how many. */
  sweep(limit: number): Promise<number>
  /**
   * Hands out how far a sink has come (0 in the beginning), for `leaseSecs` to one holder on all servers; null while
   * another one has it. Who has it may claim it again, for a lease that counts from then on.
   */
  claimSink(sink: string, holder: string, leaseSecs: number, now: number): Promise<number | null>
  /**
   * Notes how far the sink has come, which never goes back; answers false when another holder has claimed it meanwhile,
   * or nobody has.
   */
  advanceSink(sink: string, holder: string, seq: number): Promise<boolean>
  /** How far a sink has come, whoever has it; null for one that nobody has claimed yet. */
  findSink(sink: string): Promise<number | null>
}
