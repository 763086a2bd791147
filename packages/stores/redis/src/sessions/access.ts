import type { Keys } from '../keys.ts'
import type { Line } from '../line.ts'

/** What the steps of the session store share. */
export interface SessionAccess {
  readonly line: Line
  readonly keys: Keys
}
