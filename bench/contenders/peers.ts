import type { Contender } from '../lib/contender.ts'
import { postJson } from '../lib/http.ts'
import { requestText } from '../lib/request-text.ts'
import { scriptPath, startServer } from '../lib/server-process.ts'

export const expressSession: Contender = {
  name: 'express-session, memory',
  requestsPerRound: 2_000,
  start: () => startCookieServer('peers/express-session.ts'),
}

export const fastifySession: Contender = {
  name: '@fastify/session, memory',
  requestsPerRound: 3_000,
  start: () => startCookieServer('peers/fastify-session.ts'),
}

export const betterAuth = (newFile: () => string): Contender => ({
  name: 'better-auth get-session, SQLite',
  requestsPerRound: 250,
  async start() {
    const server = await startServer(scriptPath('peers/better-auth.ts'), { file: newFile() })
    const account = { name: 'Bench', email: 'bench@example.com', password: 'a quite uncommon sentence' }
    const { cookie } = await postJson(server.port, '/api/auth/sign-up/email', account)
    return { server, requests: [cookieRequest('/api/auth/get-session', cookie)] }
  },
})

async function startCookieServer(script: string): ReturnType<Contender['start']> {
  const server = await startServer(scriptPath(script))
  const { cookie } = await postJson(server.port, '/sign-in', {})
  return { server, requests: [cookieRequest('/api/auth/me', cookie)] }
}

const cookieRequest = (path: string, cookie: string): string =>
  requestText({ method: 'GET', path, headers: { Cookie: cookie } })
