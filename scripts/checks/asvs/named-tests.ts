import { posix } from 'node:path'
import type { FindTitles } from './problems.ts'

/** What is wrong with the tests that a page names: a link to a file of tests has the title of one of them as its text. */
export function namedTestProblems(path: string, text: string, findTitles: FindTitles): readonly string[] {
  return text.split('\n').flatMap((line, at) =>
    [...line.matchAll(testLink)].flatMap(([, written = '', target = '']) => {
      const title = written.replace(/\\([\\`*_[\]<>|])/g, '$1')
      const file = posix.join(posix.dirname(path), target)
      return findTitles(file)?.has(title) ? [] : [`${path}:${at + 1} names a test that ${file} has not: ${title}`]
    }),
  )
}

const testLink = /\[((?:\\.|[^\]\\])*)\]\(([^)\s]+(?:\.test|-cases|-races)\.ts)\)/g
