import { describe, expect, it } from 'vitest'
import { levels } from './asvs/levels.ts'
import { namedTestProblems } from './asvs/named-tests.ts'
import { asvsPage } from './asvs/page.ts'
import { mappingProblems } from './asvs/problems.ts'
import type { Mapping, Requirement } from './asvs/requirement.ts'
import { titlesOf } from './asvs/titles.ts'

describe('the titles of a file', () => {
  it('are those of its tests, with their places for values', () => {
    const text = [
      `it('one', () => {})`,
      `test("it's two", () => {})`,
      `it.each(['a', 'b'])('three %s', () => {})`,
      `it.skipIf(isSlow)('four', () => {})`,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the source of a test
      'it(`five of ${count}`, () => {})',
      `describe('no test', () => { it.concurrent('six', () => {}) })`,
      'it.each`a`("seven", () => {})',
    ].join('\n')
    expect([...titlesOf('a.test.ts', text).keys()]).toEqual([
      'one',
      "it's two",
      'three %s',
      'four',
      `five of $${'{count}'}`,
      'six',
      'seven',
    ])
  })

  it('are not those of what is skipped, of comments, and of other calls', () => {
    const text = [
      `it.skip('one', () => {})`,
      `it.todo('two')`,
      `describe.skip('x', () => { it('three', () => {}) })`,
      `// it('four', () => {})`,
      `const five = "it('five')"`,
      `submit('six')`,
      `const cases = [{ name: 'seven' }]`,
    ].join('\n')
    expect([...titlesOf('a.test.ts', text).keys()]).toEqual([])
  })

  it('come with those of their groups, unless they stand in several', () => {
    const text = [
      `describe('a door', () => { describe.each(rows)('of %s', () => { it('opens', () => {}); it('shuts', () => {}) }) })`,
      `it('shuts', () => {})`,
    ].join('\n')
    expect([...titlesOf('a.test.ts', text)]).toEqual([
      ['opens', 'a door › of %s › opens'],
      ['shuts', 'shuts'],
    ])
  })

  it('are the names of the cases where a file holds cases', () => {
    expect([...titlesOf('take-cases.ts', `export const cases = [{ name: 'take: once', run() {} }]`).keys()]).toEqual([
      'take: once',
    ])
  })
})

describe('a mapping', () => {
  it('has no problem when every requirement stands in it once and every test is there', () => {
    expect(problemsOf({})).toEqual([])
  })

  it('has one for a test that is gone, and for a file', () => {
    expect(problemsOf({ met: [meets('V1.1.1', { 'a.test.ts': ['gone'], 'b.test.ts': ['known'] })] })).toEqual([
      'V1.1.1 names a test that a.test.ts has not: gone',
      'V1.1.1 names b.test.ts, which is not there',
    ])
  })

  it('has one for a requirement that nothing shows', () => {
    expect(problemsOf({ met: [meets('V1.1.1', {})] })).toEqual(['V1.1.1 is met by no test and written nowhere'])
    expect(problemsOf({ met: [meets('V1.1.1', { 'a.test.ts': [] })] })).toHaveLength(1)
  })

  it('has one for an id that is not in the standard, there twice or missing, unless it is of level 3', () => {
    const known = { 'a.test.ts': ['known'] }
    expect(problemsOf({ met: [meets('V1.1.1', known), meets('V1.1.3', known)] })).toEqual([
      'V1.1.3 is no requirement of ASVS 5.0.0',
    ])
    expect(problemsOf({ met: [meets('V1.1.1', known), meets('V1.1.1', known)] })).toEqual(['V1.1.1 stands there twice'])
    expect(problemsOf({ met: [] })).toEqual(['V1.1.1 stands nowhere'])
  })
})

it('counts as many requirements as the standard has: 70 of level 1, 183 of level 2, 92 of level 3', () => {
  const counts = [1, 2, 3].map(level => [...levels.values()].filter(of => of === level).length)
  expect(counts).toEqual([70, 183, 92])
})

it('writes titles so that Markdown shows them as they are', () => {
  const title = 'a <b> of [c] | `d` *e* __Host-'
  const page = asvsPage(mappingOf({ met: [meets('V1.1.1', { 'a.test.ts': [title] })] }), () => null)
  expect(page).toContain('[a \\<b\\> of \\[c\\] \\| \\`d\\` \\*e\\* \\_\\_Host-](../a.test.ts)')
})

it('reads the tests that a page names, and says which of them is not there', () => {
  const page =
    'x\n[a \\| b](../src/a.test.ts), [gone](../src/a.test.ts) and [some page](../README.md), [no](../b-cases.ts)'
  const found = new Map([['src/a.test.ts', new Map([['a | b', 'a | b']])]])
  expect(namedTestProblems('docs/page.md', page, path => found.get(path) ?? null)).toEqual([
    'docs/page.md:2 names a test that src/a.test.ts has not: gone',
    'docs/page.md:2 names a test that b-cases.ts has not: no',
  ])
})

function meets(id: string, shownBy: Requirement['shownBy']): Requirement {
  return { id, asks: 'something', shownBy }
}

/** All of the standard, V1.1.1 by a test that is there. */
function mappingOf(change: Partial<Mapping>): Mapping {
  const others = [...levels.keys()].filter(id => id !== 'V1.1.1' && levels.get(id) !== 3)
  const met = [meets('V1.1.1', { 'a.test.ts': ['known'] })]
  return { met, otherwise: [], yours: [], absent: [{ ids: others, asks: '', because: '' }], ...change }
}

function problemsOf(change: Partial<Mapping>): readonly string[] {
  return mappingProblems(mappingOf(change), path => (path === 'a.test.ts' ? new Map([['known', 'known']]) : null))
}
