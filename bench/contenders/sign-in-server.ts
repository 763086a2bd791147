import { postJson } from '../lib/http.ts'
import { requestText } from '../lib/request-text.ts'
import { type ServerProcess, scriptPath, startServer } from '../lib/server-process.ts'
import { startReferenceServer } from './reference-server.ts'
import { meRequest } from './tokens.ts'

/** A server with one account for each of the clients that will sign in over and over. */
export interface SignInServer {
  readonly server: ServerProcess
  /** One sign-in of each account. */
  readonly signIns: readonly string[]
  /** A session check with a session of the first account. */
  readonly check: string
}

export async function startPylon(file: string, clients: number): Promise<SignInServer> {
  const server = await startReferenceServer(`sqlite:${file}`)
  const answers = await register(server.port, '/api/auth/password/register', clients)
  return {
    server,
    signIns: answers.map(({ account }) => signIn('/api/auth/password/login', account)),
    check: meRequest(answers[0]?.json.token),
  }
}

export async function startBetterAuth(file: string, clients: number): Promise<SignInServer> {
  const server = await startServer(scriptPath('peers/better-auth.ts'), { file })
  const answers = await register(server.port, '/api/auth/sign-up/email', clients)
  return {
    server,
    signIns: answers.map(({ account }) => signIn('/api/auth/sign-in/email', account)),
    check: requestText({
      method: 'GET',
      path: '/api/auth/get-session',
      headers: { Cookie: answers[0]?.cookie ?? '' },
    }),
  }
}

interface Account {
  readonly name: string
  readonly email: string
  readonly password: string
}

async function register(port: number, path: string, clients: number) {
  const answers: (Awaited<ReturnType<typeof postJson>> & { readonly account: Account })[] = []
  for (let client = 0; client < clients; client++) {
    const account = {
      name: 'Bench',
      email: `bench${client}@example.com`,
      password: `a quite uncommon sentence ${client}`,
    }
    answers.push({ ...(await postJson(port, path, account)), account })
  }
  return answers
}

const signIn = (path: string, { email, password }: Account): string =>
  requestText({ method: 'POST', path, body: { email, password } })
