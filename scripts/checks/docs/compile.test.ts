import { execFileSync } from 'node:child_process'
import { afterAll, expect, it } from 'vitest'
import { workspacePackages } from '../workspace.ts'
import { compile } from './compile.ts'
import { createSnippetFolder } from './folder.ts'

const folder = createSnippetFolder(workspacePackages())
afterAll(() => folder.remove())

it('accepts a block that imports our packages, declares its surroundings and awaits', () => {
  const code = `import { generateToken } from '@pylon/core'\ndeclare const prefix: Promise<string>\ngenerateToken(await prefix)`
  expect(compile([add('good.md', 1, code)])).toEqual([])
})

it('reports an error with the line that it has in the documentation', () => {
  const file = add('bad.md', 41, `import { generateToken } from '@pylon/core'\ngenerateToken(42)`)
  expect(compile([file])).toEqual([{ file, line: 42, message: expect.stringContaining(`'number'`) }])
})

it('reports what is not exported, what is not installed and what does not parse', () => {
  expect(compile([add('a.md', 1, `import { nothing } from '@pylon/core'`)])).toHaveLength(1)
  expect(compile([add('b.md', 1, `import 'left-pad'\nimport x from 'left-pad'`)]).length).toBeGreaterThan(0)
  expect(compile([add('c.md', 1, 'const = 1')]).length).toBeGreaterThan(0)
})

it('keeps blocks apart: names of one are not known in another', () => {
  const files = [add('d.md', 1, 'const shared = 1'), add('e.md', 1, 'const shared = 2\nconsole.log(other)')]
  expect(compile(files).map(({ message }) => message)).toEqual([`Cannot find name 'other'.`])
})

it('makes files that Node runs as they are', () => {
  const file = add(
    'f.md',
    1,
    `import { isToken } from '@pylon/core'\nconst answer: boolean = isToken('a', 'b')\nconsole.log(answer)`,
  )
  const output = execFileSync(process.execPath, ['--conditions=@pylon/source', file], { encoding: 'utf8' })
  expect(output).toBe('false\n')
})

function add(path: string, line: number, code: string): string {
  return folder.add({ path, line, code, isRun: false })
}
