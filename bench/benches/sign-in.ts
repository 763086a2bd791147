import { type SignInServer, startBetterAuth, startPylon } from '../contenders/sign-in-server.ts'
import { type HashProcess, startHashProcess } from '../lib/hash-process.ts'
import { type LoadGenerator, startLoadGenerator } from '../lib/load.ts'
import type { LoadResult } from '../lib/load-spec.ts'
import { progress } from '../lib/progress.ts'
import { atLeast, atMost, type Bench, millis, perSec, plain, type Row, ratio } from '../lib/row.ts'
import { median, medianRatio } from '../lib/stats.ts'
import { withTempFolder } from '../lib/temp-folder.ts'

const clients = 64
const rounds = 5
const secsPerRound = 4
const checkConnections = 4
const checkPauseMs = 5

/** Sign-ins by password beside the bare hash, and what they do to the session checks of others meanwhile. */
export const signIn: Bench = {
  name: 'sign-in',
  run: () => withTempFolder(measure),
}

async function measure(folder: string): Promise<readonly Row[]> {
  const tools = { signIns: startLoadGenerator(), checks: startLoadGenerator(), hashes: startHashProcess() }
  const servers: SignInServer[] = []
  try {
    progress(`${signIn.name}: ${clients} accounts each`)
    const pylon = await startPylon(`${folder}/pylon.db`, clients)
    servers.push(pylon)
    const betterAuth = await startBetterAuth(`${folder}/better-auth.db`, clients)
    servers.push(betterAuth)
    return [
      ...throughputRows(await measureThroughput(tools, pylon)),
      checksRow('Pylon', await measureChecks(tools, pylon), true),
      checksRow('better-auth', await measureChecks(tools, betterAuth), false),
    ]
  } finally {
    await Promise.all([...Object.values(tools), ...servers.map(({ server }) => server)].map(each => each.stop()))
  }
}

interface Tools {
  readonly signIns: LoadGenerator
  readonly checks: LoadGenerator
  readonly hashes: HashProcess
}

interface Throughput {
  readonly hashes: number[]
  readonly pylon: number[]
}

async function measureThroughput(tools: Tools, pylon: SignInServer): Promise<Throughput> {
  const results: Throughput = { hashes: [], pylon: [] }
  for (let round = 1; round <= rounds; round++) {
    progress(`${signIn.name}: round ${round} of ${rounds}`)
    results.hashes.push(await tools.hashes.hashesPerSec(secsPerRound))
    results.pylon.push(rateOf(await runSignIns(tools, pylon, secsPerRound)))
  }
  return results
}

const runSignIns = (
  { signIns }: Tools,
  { server, signIns: requests }: SignInServer,
  secs: number,
): Promise<LoadResult> =>
  signIns.run({ ...unhurried, port: server.port, requests, connections: clients, maxSecs: secs })

const unhurried = { maxRequests: Number.MAX_SAFE_INTEGER, pauseMs: 0, staysAwake: false }

const rateOf = ({ requests, elapsedSecs }: LoadResult): number => requests / elapsedSecs

interface Checks {
  readonly checks: LoadResult
  readonly signIns: LoadResult
  readonly loopDelayMs: { readonly p99: number; readonly max: number } | null
}

/** Session checks while all clients sign in without a pause. */
async function measureChecks(tools: Tools, signInServer: SignInServer): Promise<Checks> {
  const { server, check } = signInServer
  const secs = rounds * secsPerRound
  progress(`${signIn.name}: session checks during sign-ins`)
  const background = runSignIns(tools, signInServer, secs + 2)
  await new Promise(resolve => setTimeout(resolve, 1_000)) // until all are on their way
  await server.restartLoopWatch()
  const checks = await tools.checks.run({
    ...unhurried,
    port: server.port,
    requests: [check],
    connections: checkConnections,
    pauseMs: checkPauseMs,
    maxSecs: secs,
  })
  const { loopDelayMs } = await server.usage()
  return { checks, signIns: await background, loopDelayMs }
}

function throughputRows({ hashes, pylon }: Throughput): readonly Row[] {
  const row = (name: string, members: Omit<Row, 'bench' | 'name' | 'absolute'>, rates: readonly number[]): Row => ({
    bench: signIn.name,
    name,
    ...members,
    absolute: perSec(median(rates)),
  })
  return [
    row('bare argon2id, one per core in flight', plain(), hashes),
    row(`Pylon, ${clients} clients ÷ bare hash`, atLeast(0.95, medianRatio(pylon, hashes), ratio), pylon),
  ]
}

function checksRow(name: string, { checks, signIns, loopDelayMs }: Checks, hasGoal: boolean): Row {
  const delay =
    loopDelayMs === null ? '' : `; event loop p99 ${millis(loopDelayMs.p99)}, max ${millis(loopDelayMs.max)}`
  return {
    bench: signIn.name,
    name: `${name}: p99 of session checks meanwhile`,
    ...(hasGoal ? atMost(50, checks.p99Ms, millis) : plain(millis(checks.p99Ms))),
    absolute: `p50 ${millis(checks.p50Ms)}, max ${millis(checks.maxMs)}${delay}; ${perSec(rateOf(signIns))} sign-ins`,
  }
}
