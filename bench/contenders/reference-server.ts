import type { Contender } from '../lib/contender.ts'
import { postJson } from '../lib/http.ts'
import { type ServerProcess, scriptPath, startServer } from '../lib/server-process.ts'
import type { StorePlace } from '../servers/settings.ts'
import { adminToken, meRequest } from './tokens.ts'

export interface ReferenceServerOptions {
  readonly name: string
  /** Says at each start where the stores are kept: what starts anew starts with nothing. Default: in memory. */
  readonly newPlace?: () => Partial<StorePlace> | Promise<Partial<StorePlace>>
  /** Default 5,000; fewer where a request takes longer. */
  readonly requestsPerRound?: number
}

/** `apps/server` as it comes, with limits that nobody reaches. */
export function referenceServer({
  name,
  newPlace = () => ({}),
  requestsPerRound = 5_000,
}: ReferenceServerOptions): Contender {
  return {
    name,
    requestsPerRound,
    async start() {
      const server = await startReferenceServer(...variablesOf(await newPlace()))
      const { json } = await postJson(server.port, '/api/auth/password/register', account)
      return { server, requests: [meRequest(json.token)] }
    },
  }
}

/** `store` as in `PYLON_STORE`. */
export const startReferenceServer = (
  store: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> =>
  startServer(
    scriptPath('../apps/server/dist/main.js'),
    {},
    {
      PYLON_STORE: store,
      PYLON_PORT: '0',
      PYLON_ADMIN_TOKEN: adminToken,
      PYLON_SECRET: adminToken,
      PYLON_CONFIG: scriptPath('servers/reference.config.json'), // limits count, and stop nobody
      ...env,
    },
  )

const account = { email: 'bench@example.com', password: 'a quite uncommon sentence' }

function variablesOf({ file, postgresUrl, redisUrl }: Partial<StorePlace>): Parameters<typeof startReferenceServer> {
  const store = file === undefined ? (postgresUrl ?? 'memory:') : `sqlite:${file}`
  return [store, redisUrl === undefined ? {} : { PYLON_REDIS_URL: redisUrl }]
}
