/** A mail that waits to be sent. */
export interface OutboxMail {
  readonly id: string
  /** A later mail with the same key takes the place of the one that waits: no two codes for one purpose are sent. */
  readonly key: string
  /** Sealed: what the mail says holds codes and links. */
  readonly value: string
  /** When it may be sent, or, while a worker has it, when another one may try. */
  readonly dueAt: number
  /** How often a worker has taken it. */
  readonly tries: number
  readonly createdAt: number
  /** Not worth sending after this. */
  readonly expiresAt: number
}

/** Remembers mails until they are sent. */
export interface OutboxStore {
  /** Inserts, or takes the place of the mail with that key. */
  insert(mail: OutboxMail): Promise<void>
  /**
   * Takes at most `limit` due mails, those that are due longest first, and answers them with one try more and due again
   * in `leaseSecs`, in one step: each goes to exactly one caller, and to another one if that caller dies.
   */
  claim(now: number, leaseSecs: number, limit: number): Promise<readonly OutboxMail[]>
  delete(id: string): Promise<boolean>
  /** Lets a mail wait until `dueAt`; false when it is gone or another took its place. */
  postpone(id: string, dueAt: number): Promise<boolean>
  /** How many wait. */
  count(): Promise<number>
}
