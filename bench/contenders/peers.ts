import type { Contender } from '../lib/contender.ts'
import { postJson } from '../lib/http.ts'
import { scriptPath, startServer } from '../lib/server-process.ts'

export const expressSession: Contender = {
  name: 'express-session, memory',
  requestsPerRound: 5_000,
  start: () => startCookieServer('peers/express-session.ts'),
}

export const fastifySession: Contender = {
  name: '@fastify/session, memory',
  requestsPerRound: 10_000,
  start: () => startCookieServer('peers/fastify-session.ts'),
}

export const betterAuth = (newFile: () => string): Contender => ({
  name: 'better-auth get-session, SQLite',
  requestsPerRound: 1_000,
  async start() {
    const server = await startServer(scriptPath('peers/better-auth.ts'), { file: newFile() })
    const account = { name: 'Bench', email: 'bench@example.com', password: 'a quite uncommon sentence' }
    const { cookie } = await postJson(server.port, '/api/auth/sign-up/email', account)
    return { server, path: '/api/auth/get-session', headers: { Cookie: cookie } }
  },
})

async function startCookieServer(script: string): ReturnType<Contender['start']> {
  const server = await startServer(scriptPath(script))
  const { cookie } = await postJson(server.port, '/sign-in', {})
  return { server, path: '/api/auth/me', headers: { Cookie: cookie } }
}
