import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { type Call, clientOf } from '../client.ts'
import { newFolder, type ServerProcess, startProcess } from '../process.ts'
import { type Account, act, password, register } from './account.ts'

export interface KillReport {
  readonly rounds: number
  readonly acknowledgedSignUps: number
  readonly acknowledgedDeaths: number
  /** One sentence for each promise that was broken. */
  readonly broken: readonly string[]
}

const clients = 8

/** Kills a server with SIGKILL in the middle of sign-ups, refreshes and revocations, and looks at what it remembers. */
export async function runKillRounds(rounds: number, onRound: (round: number) => void = () => {}): Promise<KillReport> {
  const folder = newFolder()
  // cheap hashes: this is about what reaches the disk
  writeFileSync(join(folder, 'pylon.config.json'), JSON.stringify({ plugins: [cheapHashes] }))
  const accounts: Account[] = []
  const broken: string[] = []

  for (let round = 0; round < rounds; round += 1) {
    const server = await startProcess({ PYLON_LOG: 'error' }, folder)
    broken.push(...(await verify(clientOf(server.url), recentAndSome(accounts))))
    const load = Array.from({ length: clients }, (_, at) => work(clientOf(server.url), accounts, `${round}-${at}`))
    await delay(20 + Math.random() * 200)
    await server.stop('SIGKILL')
    await Promise.all(load)
    broken.push(...checkFile(join(folder, 'data', 'pylon.db')))
    onRound(round)
  }

  const server: ServerProcess = await startProcess({ PYLON_LOG: 'error' }, folder)
  broken.push(...(await verify(clientOf(server.url), accounts)))
  await server.stop()
  const acknowledgedDeaths = accounts.reduce((sum, account) => sum + account.deadTokens.length, 0)
  return { rounds, acknowledgedSignUps: accounts.length, acknowledgedDeaths, broken }
}

const cheapHashes = { name: 'password_auth', config: { memory_cost_kib: 8, time_cost: 1, max_failures: 1000 } }

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
