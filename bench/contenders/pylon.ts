import type { Contender } from '../lib/contender.ts'
import { postJson } from '../lib/http.ts'
import { scriptPath, startServer } from '../lib/server-process.ts'
import { benchUser } from '../servers/fill-sessions.ts'
import { adminToken, bearer, meRequest } from './tokens.ts'

export interface PylonOptions {
  readonly name: string
  /** Names the SQLite file; null: the memory stores. */
  readonly newFile: (() => string) | null
}

/** `createApp` with `sessionFlow` through `@pylon/node`, a thousand other sessions beside the one that is asked for. */
export function pylon({ name, newFile }: PylonOptions): Contender {
  return {
    name,
    requestsPerRound: 5_000,
    async start() {
      const server = await startServer(scriptPath('servers/pylon.ts'), {
        file: newFile === null ? '' : newFile(),
        sessionCount: 1_000,
        adminToken,
      })
      const token = await mintToken(server.port)
      return { server, requests: [meRequest(token)] }
    },
  }
}

async function mintToken(port: number): Promise<unknown> {
  const { json } = await postJson(port, '/api/auth/session', { user_id: benchUser.id }, bearer(adminToken))
  return json.token
}
