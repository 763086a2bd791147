import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { importPeer } from '../lib/import-peer.ts'
import { progress } from '../lib/progress.ts'
import { atMost, type Bench, millis, type Row } from '../lib/row.ts'
import { scriptPath } from '../lib/server-process.ts'
import { median } from '../lib/stats.ts'

const processes = 20

/** What it costs to have `@pylon/core` at all. */
export const importing: Bench = {
  name: 'import',
  run: async () => [await importRow(), await bundleRow(), await dependenciesRow()],
}

async function importRow(): Promise<Row> {
  const core = new URL('../../packages/core/dist/index.js', import.meta.url).href
  const importMs: number[] = []
  const extraMs: number[] = []
  for (let at = 1; at <= processes; at++) {
    progress(`import: process ${at} of ${processes}`)
    const bare = await runNode('')
    const withCore = await runNode(`await import(${JSON.stringify(core)})`)
    importMs.push(withCore.scriptMs - bare.scriptMs)
    extraMs.push(withCore.processMs - bare.processMs)
  }
  return {
    bench: importing.name,
    name: `import('@pylon/core'), median of ${processes} processes`,
    ...atMost(10, median(importMs), millis),
    absolute: `the whole process takes ${millis(median(extraMs))} longer than bare Node`,
  }
}

/** Times a script from inside, and its process from outside. */
async function runNode(script: string): Promise<{ readonly scriptMs: number; readonly processMs: number }> {
  const timed = `const startedAt = performance.now(); ${script}; console.log(performance.now() - startedAt)`
  const startedAt = performance.now()
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', timed])
  return { scriptMs: Number(stdout), processMs: performance.now() - startedAt }
}

async function bundleRow(): Promise<Row> {
  const { minifiedBytes } = await importPeer<{ minifiedBytes(script: string): Promise<number> }>('bundle.ts')
  const kib = (await minifiedBytes(scriptPath('servers/minimal.ts'))) / 1024
  return {
    bench: importing.name,
    name: 'minified bundle of a session-only server',
    ...atMost(40, kib, value => `${value.toFixed(1)} KiB`),
    absolute: 'createApp, sessionFlow and the memory stores behind app.fetch',
  }
}

async function dependenciesRow(): Promise<Row> {
  const manifest = JSON.parse(await readFile(scriptPath('../packages/core/package.json'), 'utf8'))
  const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
  return {
    bench: importing.name,
    name: 'dependencies of @pylon/core',
    ...atMost(0, dependencies.length, String),
    absolute: dependencies.join(', '),
  }
}
