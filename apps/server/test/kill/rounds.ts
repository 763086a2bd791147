import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Service } from '@pylon/test-services'
import Database from 'better-sqlite3'
import { type Call, clientOf } from '../client.ts'
import { cheapHashesIn } from '../faults/cheap-hashes.ts'
import { type Env, type ServerProcess, startProcess } from '../process.ts'
import { type Account, act, password, register } from './account.ts'

export interface KillReport {
  readonly rounds: number
  readonly acknowledgedSignUps: number
  readonly acknowledgedDeaths: number
  /** One sentence for each promise that was broken. */
  readonly broken: readonly string[]
}

const clients = 8

export interface KillOptions {
  readonly rounds: number
  /** Where the server keeps its stores; default: a SQLite file. */
  readonly env?: Env
  /** What is killed in the middle of the load; default: the server. */
  readonly victim?: Pick<Service, 'kill' | 'restart'> | null
  readonly onRound?: (round: number) => void
}

/**
 * Kills the server, or the database under it, with SIGKILL in the middle of sign-ups, refreshes and revocations, and
 * looks at what is remembered.
 */
export async function runKillRounds(options: KillOptions): Promise<KillReport> {
  const { rounds, env = {}, victim = null, onRound = () => {} } = options
  const folder = cheapHashesIn() // this is about what reaches the disk
  const start = (): Promise<ServerProcess> => startProcess({ ...env, PYLON_LOG: 'error' }, folder)
  const accounts: Account[] = []
  const broken: string[] = []

  for (let round = 0; round < rounds; round += 1) {
    const server = await start()
    broken.push(...(await verify(clientOf(server.url), recentAndSome(accounts))))
    const load = Array.from({ length: clients }, (_, at) => work(clientOf(server.url), accounts, `${round}-${at}`))
    await delay(20 + Math.random() * 200)
    await (victim === null ? server.stop('SIGKILL') : victim.kill())
    await Promise.all(load)
    await server.stop('SIGKILL')
    await victim?.restart()
    if (env.PYLON_STORE === undefined) broken.push(...checkFile(join(folder, 'data', 'pylon.db')))
    onRound(round)
  }

  const server = await start()
  broken.push(...(await verify(clientOf(server.url), accounts)))
  await server.stop()
  const acknowledgedDeaths = accounts.reduce((sum, account) => sum + account.deadTokens.length, 0)
  return { rounds, acknowledgedSignUps: accounts.length, acknowledgedDeaths, broken }
}

/** One client: makes an account, then acts on accounts of its own until the server is gone. */
async function work(call: Call, accounts: Account[], name: string): Promise<void> {
  for (let at = 0; ; at += 1) {
    const account = await register(call, `user-${name}-${at}@example.com`)
    if (account === null) return
    accounts.push(account)
    for (let step = 0; step < 5; step += 1) {
      if (!(await act(call, account, Math.random()))) return
    }
  }
}

async function verify(call: Call, accounts: readonly Account[]): Promise<readonly string[]> {
  const broken: string[] = []
  for (const { email, userId, token, deadTokens } of accounts) {
    if (token !== null && (await userOf(call, token)) !== userId)
      broken.push(`${email}: an acknowledged session is lost`)
    else if (token !== null && !(await isListed(call, token))) broken.push(`${email}: a live session is not listed`)
    for (const dead of deadTokens.slice(-3)) {
      if ((await userOf(call, dead)) !== null) broken.push(`${email}: a revoked token works again`)
    }
    const login = await call('POST', '/password/login', { body: { email, password } })
    if (login.status !== 200) broken.push(`${email}: an acknowledged sign-up is lost (${login.status} ${login.code})`)
    else await call('DELETE', '/session', { bearer: login.body.token })
  }
  return broken
}

const userOf = async (call: Call, token: string): Promise<string | null> =>
  (await call('GET', '/me', { bearer: token })).body.user_id

/** What is listed is what "sign out everywhere" ends. */
const isListed = async (call: Call, token: string): Promise<boolean> =>
  (await call('GET', '/sessions', { bearer: token })).body.some((session: { current: boolean }) => session.current)

/** The last 40 and 10 of all others: looking at every account in every round would take most of the time. */
function recentAndSome(accounts: readonly Account[]): readonly Account[] {
  const older = accounts.slice(0, -40)
  const some = Array.from({ length: Math.min(10, older.length) }, () => older[Math.floor(Math.random() * older.length)])
  return [...some.filter(account => account !== undefined), ...accounts.slice(-40)]
}

function checkFile(path: string): readonly string[] {
  const database = new Database(path)
  const result = database.pragma('integrity_check', { simple: true })
  database.close()
  return result === 'ok' ? [] : [`integrity_check: ${result}`]
}
