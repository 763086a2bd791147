import type { Contender } from '../lib/contender.ts'
import { postJson } from '../lib/http.ts'
import { scriptPath, startServer } from '../lib/server-process.ts'
import { benchUser } from '../servers/fill-sessions.ts'
import type { StorePlace } from '../servers/settings.ts'
import { adminToken, bearer, meRequest } from './tokens.ts'

export interface PylonOptions {
  readonly name: string
  /** Says at each start where the stores are kept: what starts anew starts with nothing. Default: in memory. */
  readonly newPlace?: () => Partial<StorePlace> | Promise<Partial<StorePlace>>
  /** Default 5,000; fewer where a request takes longer. */
  readonly requestsPerRound?: number
}

/** `createApp` with `sessionFlow` through `@pylon/node`, a thousand other sessions beside the one that is asked for. */
export function pylon({ name, newPlace = () => ({}), requestsPerRound = 5_000 }: PylonOptions): Contender {
  return {
    name,
    requestsPerRound,
    async start() {
      const server = await startServer(scriptPath('servers/pylon.ts'), {
        ...(await newPlace()),
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
