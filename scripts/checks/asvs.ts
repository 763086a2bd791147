import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createFindTitles } from './asvs/find-titles.ts'
import { mapping } from './asvs/mapping.ts'
import { namedTestProblems } from './asvs/named-tests.ts'
import { asvsPage } from './asvs/page.ts'
import { mappingProblems } from './asvs/problems.ts'
import type { Check } from './check.ts'
import { root } from './root.ts'
import { readText } from './workspace.ts'

export const asvsPath = 'docs/asvs.md'

/** Other pages that name tests. */
const pages = ['SECURITY.md', 'docs/plugins.md']

export const asvs: Check = {
  name: 'asvs',
  title: 'every test that SECURITY.md, docs/asvs.md and docs/plugins.md name is there',
  async find() {
    const findTitles = createFindTitles()
    const isWritten = existsSync(join(root, asvsPath)) && readText(asvsPath) === asvsPage(mapping, findTitles)
    return [
      ...mappingProblems(mapping, findTitles),
      ...pages.flatMap(page => namedTestProblems(page, readText(page), findTitles)),
      ...(isWritten ? [] : [`${asvsPath} is not what node scripts/write-asvs.ts writes`]),
    ]
  },
}
