import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Check } from './check.ts'
import { root } from './root.ts'
import { bin, pnpm, type RunResult, run } from './run.ts'

export const packages: Check = {
  name: 'packages',
  title: 'what would be published builds, packs, and resolves with its types (publint, attw)',
  async find() {
    const build = await run(...pnpm('exec', 'turbo', 'run', 'build', filter, '--output-logs=errors-only'))
    if (!build.isOk) return [`the build failed\n${build.output}`]

    const folder = temporaryFolder()
    try {
      const pack = await run(...pnpm('-r', filter, 'pack', '--pack-destination', folder))
      return pack.isOk ? await tarballProblems(folder) : [`pnpm pack failed\n${pack.output}`]
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
}

const filter = '--filter=./packages/**'

async function tarballProblems(folder: string): Promise<readonly string[]> {
  const problems: string[] = []
  for (const name of readdirSync(folder).sort()) {
    const tarball = join(folder, name)
    const lint = await run(bin('publint'), [tarball, '--strict'])
    const types = await run(bin('attw'), [tarball, '--profile', 'esm-only', '--no-color', '--no-emoji'])
    problems.push(...failureOf('publint', name, lint), ...failureOf('attw', name, types))
  }
  return problems
}

function failureOf(tool: string, tarball: string, { isOk, output }: RunResult): readonly string[] {
  return isOk ? [] : [`${tool} on ${tarball}\n${output}`]
}

function temporaryFolder(): string {
  const parent = join(root, 'node_modules', '.cache')
  mkdirSync(parent, { recursive: true })
  return mkdtempSync(join(parent, 'pylon-tarballs-'))
}
