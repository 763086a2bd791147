// `npx -y pnpm@12 build`, then `node scripts/login-flood.ts [logins]` with Node 24: parallel logins, by hand. What the server's memory,
// its health answers and its refusals look like meanwhile.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { clientOf } from '../apps/server/test/client.ts'
import { newFolder, startProcess } from '../apps/server/test/process.ts'

const logins = Number(process.argv[2] ?? 10_000)
const account = { email: 'ada@example.com', password: 'correct horse battery' }

const server = await startProcess({ PYLON_LOG: 'error' }, newFolder(), 'built')
await clientOf(server.url)('POST', '/password/register', { body: account })
const before = peakMemoryMb(server.pid)
const probe = fork(fileURLToPath(new URL('./health-probe.ts', import.meta.url)), [server.url])
await once(probe, 'message')

const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY })
const startedAt = performance.now()
const answers = await Promise.all(Array.from({ length: logins }, login))
const seconds = (performance.now() - startedAt) / 1000

probe.send('stop')
const [health] = await once(probe, 'message')
const counts = Object.groupBy(answers, ({ status, retryAfter }) => `${status}${retryAfter ? ' with Retry-After' : ''}`)
console.log({
  logins,
  seconds: Number(seconds.toFixed(1)),
  answers: Object.fromEntries(Object.entries(counts).map(([key, list]) => [key, list?.length])),
  peakMemoryGrowthMb: peakMemoryMb(server.pid) - before,
  health,
})
await server.stop()

interface LoginAnswer {
  readonly status: number | string
  readonly retryAfter: boolean
}

function login(): Promise<LoginAnswer> {
  return new Promise(resolve => {
    const body = JSON.stringify(account)
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }
    const req = request(`${server.url}/api/auth/password/login`, { method: 'POST', agent, headers }, res => {
      res
        .resume()
        .on('end', () => resolve({ status: res.statusCode ?? 0, retryAfter: Number(res.headers['retry-after']) > 0 }))
    })
    req.on('error', error => resolve({ status: (error as NodeJS.ErrnoException).code ?? 'error', retryAfter: false }))
    req.end(body)
  })
}

/** The most memory the process ever held, from Linux's own count. */
function peakMemoryMb(pid: number): number {
  const kib = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Math.round(Number(kib) / 1024)
}
