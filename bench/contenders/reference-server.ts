import type { Contender } from '../lib/contender.ts'
import { postJson } from '../lib/http.ts'
import { type ServerProcess, scriptPath, startServer } from '../lib/server-process.ts'
import { adminToken, meRequest } from './tokens.ts'

export interface ReferenceServerOptions {
  readonly name: string
  /** Names the SQLite file; null: the memory stores. */
  readonly newFile: (() => string) | null
}

/** `apps/server` as it comes: metrics, request log and csrf included. */
export function referenceServer({ name, newFile }: ReferenceServerOptions): Contender {
  return {
    name,
    requestsPerRound: 5_000,
    async start() {
      const server = await startReferenceServer(newFile === null ? 'memory:' : `sqlite:${newFile()}`)
      const { json } = await postJson(server.port, '/api/auth/password/register', account)
      return { server, requests: [meRequest(json.token)] }
    },
  }
}

/** `store` as in `PYLON_STORE`. */
export const startReferenceServer = (store: string): Promise<ServerProcess> =>
  startServer(
    scriptPath('../apps/server/dist/main.js'),
    {},
    {
      PYLON_STORE: store,
      PYLON_PORT: '0',
      PYLON_ADMIN_TOKEN: adminToken,
      PYLON_SECRET: adminToken,
    },
  )

const account = { email: 'bench@example.com', password: 'a quite uncommon sentence' }
