import { createRequire } from 'node:module'
import { progress } from '../lib/progress.ts'
import { atMost, type Bench, micros, type Row, ratio } from '../lib/row.ts'
import { scriptPath, startServer } from '../lib/server-process.ts'
import { median, medianRatio } from '../lib/stats.ts'

const rounds = 25
const callsPerRound = 1_000

/** CPU time of a guarded `fetch` with its body read, from a server of another process, beside that of the same undici. */
export const netGuard: Bench = {
  name: 'net-guard',
  run: async () => [await measure(100, 1), await measure(100, 32), await measure(65_536, 32)],
}

async function measure(bytes: number, inFlight: number): Promise<Row> {
  const { createNetGuard } = await import('../../packages/net-guard/dist/index.js')
  const undici = undiciOfNetGuard()
  const headers = ['Content-Type', 'text/plain', 'Content-Length', `${bytes}`]
  const server = await startServer(scriptPath('servers/floor.ts'), { status: 200, headers, body: 'x'.repeat(bytes) })
  const url = `http://127.0.0.1:${server.port}/`
  const guard = createNetGuard({ allowHosts: ['127.0.0.1'], allowPorts: null })
  const dispatcher = new undici.Agent({ connections: 64 })

  const name = `${bytes} bytes, ${inFlight} in flight`
  const [guarded, bare] = await measureInTurn(name, inFlight, [
    async () => (await guard.fetch(url)).text(),
    async () => (await undici.fetch(url, { dispatcher })).text(),
  ])
  await Promise.all([dispatcher.close(), guard.dispatcher.close()])
  await server.stop()

  return {
    bench: netGuard.name,
    name: `guarded fetch ÷ undici's, ${name}`,
    ...atMost(1.05, medianRatio(guarded, bare), ratio),
    absolute: `${micros(median(guarded))} CPU; undici ${micros(median(bare))}`,
  }
}

type Call = () => Promise<string>

async function measureInTurn(name: string, inFlight: number, [one, other]: readonly [Call, Call]) {
  const [ones, others]: [number[], number[]] = [[], []]
  for (let round = 0; round <= rounds; round++) {
    progress(`${netGuard.name}: ${name}, round ${round} of ${rounds}`)
    const [first, second] = [await cpuMicrosPerCall(one, inFlight), await cpuMicrosPerCall(other, inFlight)]
    if (round === 0) continue // warms up
    ones.push(first)
    others.push(second)
  }
  return [ones, others] as const
}

async function cpuMicrosPerCall(call: Call, inFlight: number): Promise<number> {
  const before = process.cpuUsage()
  let left = callsPerRound
  const work = async (): Promise<void> => {
    while (left-- > 0) await call()
  }
  await Promise.all(Array.from({ length: inFlight }, work))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / callsPerRound
}

interface Undici {
  readonly Agent: new (options: { readonly connections: number }) => { close(): Promise<void> }
  fetch(url: string, init: object): Promise<{ text(): Promise<string> }>
}

/** The one that the package brings along, which is none of ours. */
const undiciOfNetGuard = (): Undici =>
  createRequire(new URL('../../packages/net-guard/package.json', import.meta.url))('undici')
