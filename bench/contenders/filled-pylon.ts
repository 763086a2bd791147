import type { Contender } from '../lib/contender.ts'
import { scriptPath, startServer } from '../lib/server-process.ts'
import { adminToken, meRequest } from './tokens.ts'

export interface FilledPylonOptions {
  readonly name: string
  /** A SQLite file that holds the sessions already. */
  readonly file: string
  /** Those of the sessions that are asked for, in turn. */
  readonly tokens: readonly string[]
}

/** `createApp` with `sessionFlow` on a file that was filled before. */
export const filledPylon = ({ name, file, tokens }: FilledPylonOptions): Contender => ({
  name,
  requestsPerRound: 5_000,
  async start() {
    const server = await startServer(scriptPath('servers/pylon.ts'), { file, adminToken })
    return { server, requests: tokens.map(meRequest) }
  },
})
