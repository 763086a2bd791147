/** Writes docs/asvs.md from the mapping in scripts/checks/asvs. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFindTitles } from './checks/asvs/find-titles.ts'
import { mapping } from './checks/asvs/mapping.ts'
import { asvsPage } from './checks/asvs/page.ts'
import { asvsPath } from './checks/asvs.ts'
import { root } from './checks/root.ts'

writeFileSync(join(root, asvsPath), asvsPage(mapping, createFindTitles()))
