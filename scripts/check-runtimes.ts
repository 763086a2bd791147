/**
 * `pnpm check:runtimes`: the core answers alike under Node, Bun, Deno and workerd, through `app.fetch` within the
 * runtime and over loopback. Installs the runtimes into node_modules/.cache when it is run for the first time.
 */
import { join } from 'node:path'
import { root } from './checks/root.ts'
import { bundleApps } from './checks/runtimes/bundle.ts'
import { installRuntimes, programOf } from './checks/runtimes/install.ts'
import { isLastUseWritten } from './checks/runtimes/last-use.ts'
import { type Runtime, runtimes } from './checks/runtimes/runtimes.ts'
import { type SmokeResult, smoke } from './checks/runtimes/smoke.ts'
import { start } from './checks/runtimes/start.ts'

const folder = join(root, 'node_modules', '.cache', 'pylon-runtimes')
const bundles = join(folder, 'bundles')
const timeoutSecs = 30

await installRuntimes(folder, runtimes)
await bundleApps(bundles)

for (const runtime of runtimes) {
  const failed = await tryRuntime(runtime).catch((error: Error) => [error.message])
  if (failed.length > 0) process.exitCode = 1
  console.log(
    `${failed.length === 0 ? 'ok    ' : 'FAILED'} ${runtime.name} ${runtime.install?.version ?? process.versions.node}`,
  )
  for (const sentence of failed) console.log(`       ${sentence.replaceAll('\n', '\n       ')}`)
}

/** Answers what went wrong. */
async function tryRuntime(runtime: Runtime): Promise<readonly string[]> {
  const program = programOf(folder, runtime)
  const { origin, stop } = await start({ program, args: runtime.args, cwd: bundles, timeoutSecs })
  const call = (request: Request): Promise<Response> =>
    fetch(request, { signal: AbortSignal.timeout(timeoutSecs * 1000) })
  try {
    const within = await smokeWithin(origin, call)
    const over = await smoke(origin, call)
    return [
      ...within.failed.map(sentence => `within the runtime: ${sentence}`),
      ...over.failed.map(sentence => `over loopback: ${sentence}`),
      ...((await isLastUseWritten(origin, call)) ? [] : ['over loopback: "last used" of a session is never written']),
    ]
  } finally {
    await stop()
  }
}

/** Has the app call itself: no network between them. */
async function smokeWithin(origin: string, call: (request: Request) => Promise<Response>): Promise<SmokeResult> {
  const response = await call(new Request(`${origin}/smoke`))
  const text = await response.text()
  if (!response.ok) throw new Error(`/smoke answered ${response.status}\n${text}`)
  return JSON.parse(text)
}
