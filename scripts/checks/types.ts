import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Check } from './check.ts'
import { root } from './root.ts'
import { bin, run } from './run.ts'
import { workspacePackages } from './workspace.ts'

export const types: Check = {
  name: 'types',
  title: 'every package, with its tests, and every script is of sound types',
  async find() {
    const problems: string[] = []
    for (const folder of ['.', ...workspacePackages().map(({ folder }) => folder)]) {
      problems.push(...(await problemsOf(folder)))
    }
    return [...new Set(problems)] // a broken file is seen again from each package that imports it
  },
}

async function problemsOf(folder: string): Promise<readonly string[]> {
  if (!existsSync(join(root, folder, 'tsconfig.json'))) return [`${folder} has no tsconfig.json`]
  const { isOk, output } = await run(bin('tsc'), ['-p', folder, '--pretty', 'false'])
  return isOk ? [] : output.split(/\n(?! )/)
}
