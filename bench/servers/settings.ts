/** What the run tells a measured server, as JSON in its first argument. */
export interface Settings {
  /** The SQLite file; empty: memory. */
  readonly file: string
  readonly adminToken: string
  /** The session token that the hand-written servers know. */
  readonly token: string
  /** How many other sessions are stored at start. */
  readonly sessionCount: number
}

export const settings: Settings = {
  file: '',
  adminToken: '',
  token: '',
  sessionCount: 0,
  ...JSON.parse(process.argv[2] ?? '{}'),
}
