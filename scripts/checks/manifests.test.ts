import { expect, it } from 'vitest'
import { manifestProblems } from './manifests.ts'
import type { Manifest } from './workspace.ts'

const built = { types: './dist/index.d.ts', default: './dist/index.js' }
const sound: Manifest = {
  name: '@pylon/x',
  exports: { '.': { '@pylon/source': './src/index.ts', ...built } },
  publishConfig: { exports: { '.': built } },
}

it('accepts a manifest that publishes what it exports', () => {
  expect(manifestProblems(sound, () => true)).toEqual([])
})

it('reports an entry whose source is not there', () => {
  expect(manifestProblems(sound, path => path !== './src/index.ts')).toHaveLength(1)
})

it('reports an entry that would be missing in what is published', () => {
  expect(manifestProblems({ ...sound, publishConfig: {} }, () => true)).toHaveLength(1)
})

it('reports an entry that is published in another form, or published alone', () => {
  const source = { '@pylon/source': './src/index.ts', default: './dist/other.js' }
  expect(manifestProblems({ ...sound, exports: { '.': source } }, () => true)).toHaveLength(1)
  const more = { exports: { '.': built, './more': built } }
  expect(manifestProblems({ ...sound, publishConfig: more }, () => true)).toHaveLength(1)
})

it('reports a package that exports nothing, unless it is private', () => {
  expect(manifestProblems({ name: '@pylon/x' }, () => true)).toHaveLength(1)
  expect(manifestProblems({ name: '@pylon/x', private: true }, () => true)).toEqual([])
})
