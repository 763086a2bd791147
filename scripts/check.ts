/**
 * `pnpm check`: everything that has to hold besides the tests, then the tests.
 * One check after another may fail; all are run, and the exit code is 1 if any did.
 *
 *   --no-tests             leaves the tests out
 *   --report-file <path>   also writes how many passed and failed, as JSON
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { asvs } from './checks/asvs.ts'
import { build } from './checks/build.ts'
import type { Check } from './checks/check.ts'
import { docs } from './checks/docs.ts'
import { layers } from './checks/layers.ts'
import { lint } from './checks/lint.ts'
import { manifests } from './checks/manifests.ts'
import { packages } from './checks/packages.ts'
import { pnpm, runVisibly } from './checks/run.ts'
import { types } from './checks/types.ts'

/** One stage after the other: the second looks at what the first built. The long ones start first. */
const stages: readonly (readonly Check[])[] = [[build], [types, packages, docs, lint, layers, manifests, asvs]]
const atOnce = 2

const { values: options } = parseArgs({
  options: { 'no-tests': { type: 'boolean' }, 'report-file': { type: 'string' } },
})

const failed: string[] = []
for (const stage of stages) failed.push(...(await runStage(stage)))
if (options['report-file'] !== undefined) {
  const passed = stages.flat().length - failed.length
  writeFileSync(options['report-file'], JSON.stringify({ passed, failed: failed.length }))
}
if (!options['no-tests'] && !(await runTests())) failed.push('tests')

console.log(failed.length === 0 ? '\nEvery check passed.' : `\nFailed: ${failed.join(', ')}.`)
process.exitCode = failed.length === 0 ? 0 : 1

/** Answers the names of those that failed. */
async function runStage(checks: readonly Check[]): Promise<readonly string[]> {
  const waiting = [...checks]
  const names: string[] = []
  const lane = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      if (!(await isSound(check))) names.push(check.name)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return names
}

async function isSound(check: Check): Promise<boolean> {
  const startedAt = performance.now()
  const problems = await check.find().catch((error: unknown) => [`the check itself failed: ${stackOf(error)}`])
  const secs = ((performance.now() - startedAt) / 1000).toFixed(1)

  console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${check.name}: ${check.title} (${secs} s)`)
  for (const problem of problems) console.log(`       ${problem.replaceAll('\n', '\n       ')}`)
  return problems.length === 0
}

function runTests(): Promise<boolean> {
  console.log('\ntests: what the README runs')
  return runVisibly(...pnpm('run', 'test'))
}

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))
