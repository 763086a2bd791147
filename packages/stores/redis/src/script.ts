import { createHash } from 'node:crypto'

/** A script that reads and changes one key, in one step. */
export interface Script {
  readonly lua: string
  /** SHA-1 of the text: the name under which Redis remembers it. */
  readonly sha: string
}

export const defineScript = (lua: string): Script => ({ lua, sha: createHash('sha1').update(lua).digest('hex') })
