import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root.ts'
import { readText } from '../workspace.ts'
import type { FindTitles } from './problems.ts'
import { type Titles, titlesOf } from './titles.ts'

/** Looks into the files of the repository, into each of them once. */
export function createFindTitles(): FindTitles {
  const known = new Map<string, Titles | null>()
  return path => {
    const titles = known.get(path) ?? (existsSync(join(root, path)) ? titlesOf(path, readText(path)) : null)
    known.set(path, titles)
    return titles
  }
}
