import { expect, it } from 'vitest'
import { brokenLinks } from './links.ts'

const pages: Readonly<Record<string, string>> = {
  'docs/guide.md':
    '# The guide\n\n## `a` & b: how?\n\n## Twice\n\n## Twice\n\n<a id="by-hand"></a>\n\n```md\n# In a block\n```\n',
  'packages/core/README.md': '# Core',
}

it('accepts files, folders, headings and addresses of others', () => {
  const text = [
    '[a](docs/guide.md) [b](./docs/guide.md#the-guide) [c](packages/core "title") ![d](<packages/core>)',
    '[e](docs/guide.md#a--b-how) [f](docs/guide.md#twice-1) [g](docs/guide.md#by-hand) [h](#top)',
    '[i](https://example.com/x) [j](mailto:a@example.com) [k]: /packages/core/README.md',
    '# Top',
  ]
  expect(broken(text.join('\n'))).toEqual([])
})

it('reports a file that is not there, with its line', () => {
  expect(broken('a\n\n[a](docs/gone.md)')).toEqual(['README.md:3 links to docs/gone.md, which is not there'])
  expect(broken('[a]: docs/gone.md')).toHaveLength(1)
  expect(broken('<a href="docs/gone.md">a</a>')).toHaveLength(1)
  expect(broken('[`a`](docs/gone.md)')).toHaveLength(1)
})

it('reports a heading that is not there', () => {
  expect(broken('[a](docs/guide.md#gone)')).toHaveLength(1)
  expect(broken('[a](docs/guide.md#in-a-block)')).toHaveLength(1)
  expect(broken('[a](docs/guide.md#twice-2)')).toHaveLength(1)
  expect(broken('[a](#gone)')).toHaveLength(1)
})

it('reports a link out of the repository', () => {
  expect(broken('[a](../elsewhere.md)')).toHaveLength(1)
})

it('leaves code alone', () => {
  expect(broken('`[a](gone.md)`\n\n```ts\nx[a](gone.md)\n```')).toEqual([])
})

function broken(text: string): readonly string[] {
  const all: Readonly<Record<string, string>> = { ...pages, 'README.md': text }
  const isThere = (path: string): boolean => Object.keys(all).some(page => page === path || page.startsWith(`${path}/`))
  return brokenLinks('README.md', { isThere, read: path => all[path] ?? '' })
}
