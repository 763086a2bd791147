import type { Contender } from '../lib/contender.ts'
import { postJson } from '../lib/http.ts'
import { requestText } from '../lib/request-text.ts'
import { scriptPath, startServer } from '../lib/server-process.ts'
import { benchUser } from '../servers/fill-sessions.ts'
import { adminToken, bearer } from './tokens.ts'

/** A page of another origin asks, as browsers do. */
const fromBrowser = (headers: Readonly<Record<string, string>>): string =>
  requestText({
    method: 'GET',
    path: '/api/auth/me',
    headers: { Origin: 'https://app.example.com', 'Sec-Fetch-Site': 'cross-site', ...headers },
  })

/** `createApp` behind every plugin, through `@pylon/node`. */
export const defendedPylon: Contender = {
  name: 'Pylon, every plugin',
  requestsPerRound: 5_000,
  async start() {
    const server = await startServer(scriptPath('servers/defended.ts'), { sessionCount: 1_000, adminToken })
    const { json } = await postJson(server.port, '/api/auth/session', { user_id: benchUser.id }, bearer(adminToken))
    return { server, requests: [fromBrowser({ Cookie: `__Host-pylon_session=${json.token}` })] }
  },
}

export const defendedExpress: Contender = {
  name: 'express with session, helmet, cors and rate limit',
  requestsPerRound: 2_000,
  async start() {
    const server = await startServer(scriptPath('peers/express-defended.ts'))
    const { cookie } = await postJson(server.port, '/sign-in', {})
    return { server, requests: [fromBrowser({ Cookie: cookie })] }
  },
}
