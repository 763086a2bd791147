import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Check } from './check.ts'
import { root } from './root.ts'
import { bin, pnpm, type RunResult, run } from './run.ts'

/** Packs what is built: run it after the build. */
export const packages: Check = {
  name: 'packages',
  title: 'what would be published, packed as it would be, resolves with its types (publint, attw)',
  async find() {
    const folder = temporaryFolder()
    try {
      const pack = await run(...pnpm('-r', '--filter=./packages/**', 'pack', '--pack-destination', folder))
      return pack.isOk ? await tarballProblems(folder) : [`pnpm pack failed\n${pack.output}`]
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
}

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
