/**
 * Carries word of ended and changed sessions from server to server, for caches. Word may get lost or come late: whoever
 * listens must be right without it, only later.
 */
export interface RevocationChannel {
  /** Tells every listener on every server, this one among them. Throws when the word could not be sent. */
  publish(message: string): Promise<void>
  /** Calls `onMessage` for every message from now on. */
  subscribe(onMessage: (message: string) => void): void
  /** Whether word of other servers arrives at present. */
  readonly isUp: boolean
  close(): Promise<void>
}
