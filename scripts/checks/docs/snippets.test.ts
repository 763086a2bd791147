import { describe, expect, it } from 'vitest'
import { snippetsOfMarkdown, snippetsOfSource } from './snippets.ts'

describe('Markdown', () => {
  it('finds each ts block with the line of its code, and which of them are run', () => {
    const text = '# A\n\n```ts\nconst a = 1\n```\n\n~~~ts run\nconst b = 2\nconst c = 3\n~~~\n'
    expect(snippetsOfMarkdown('a.md', text)).toEqual({
      snippets: [
        { path: 'a.md', line: 4, code: 'const a = 1', isRun: false },
        { path: 'a.md', line: 8, code: 'const b = 2\nconst c = 3', isRun: true },
      ],
      problems: [],
    })
  })

  it('leaves blocks of other languages alone', () => {
    expect(snippetsOfMarkdown('a.md', '```sh\nls\n```\n```json\n{}\n```\n```\nx\n```')).toEqual({
      snippets: [],
      problems: [],
    })
  })

  it('refuses a mark that would keep a block from being compiled', () => {
    for (const info of ['ts ignore', 'ts no-check', 'typescript', 'js', 'tsx', 'javascript']) {
      const { snippets, problems } = snippetsOfMarkdown('a.md', `\n\`\`\`${info}\nx\n\`\`\``)
      expect(snippets, info).toEqual([])
      expect(problems, info).toEqual([expect.stringContaining(`a.md:2 has a block marked "${info}"`)])
    }
  })

  it('takes the indent of a list item from its block, and a longer fence as one block', () => {
    const text = '- a\n  ```ts\n  if (a) {\n    b()\n  }\n  ```\n\n````ts\n```\n````'
    expect(snippetsOfMarkdown('a.md', text).snippets.map(({ code }) => code)).toEqual(['if (a) {\n  b()\n}', '```'])
  })

  it('finds a block that is never closed', () => {
    expect(snippetsOfMarkdown('a.md', '```ts\na').snippets).toHaveLength(1)
  })
})

describe('docstrings', () => {
  it('finds an example up to the end of its comment, imports from scopes included', () => {
    const text = `/**\n * Does it.\n *\n * @example\n * import { a } from '@pylon/core'\n *\n * a({\n *   b: 1,\n * })\n */\nexport const a = 1\n`
    expect(snippetsOfSource('a.ts', text)).toEqual([
      { path: 'a.ts', line: 5, code: `import { a } from '@pylon/core'\n\na({\n  b: 1,\n})`, isRun: false },
    ])
  })

  it('ends an example at the next tag', () => {
    const text = '/**\n * @example\n * a()\n * @example\n * b()\n * @returns c\n */'
    expect(snippetsOfSource('a.ts', text).map(({ line, code }) => [line, code])).toEqual([
      [3, 'a()'],
      [5, 'b()'],
    ])
  })

  it('takes the fenced blocks of an example that has some', () => {
    const text = '/**\n * @example\n * Like this:\n * ```ts\n * a()\n * ```\n */'
    expect(snippetsOfSource('a.ts', text)).toEqual([{ path: 'a.ts', line: 5, code: 'a()', isRun: false }])
  })

  it('finds nothing in a comment without an example', () => {
    expect(snippetsOfSource('a.ts', '/** Does it. */\nconst example = 1')).toEqual([])
  })
})
