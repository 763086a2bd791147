import { type Chapter, chapterOf, chapters, levels } from './levels.ts'
import { type FindTitles, idsOf } from './problems.ts'
import type { Exception, Mapping, Requirement } from './requirement.ts'

/** docs/asvs.md as it has to be. */
export function asvsPage(mapping: Mapping, findTitles: FindTitles): string {
  const sections = [
    introduction(mapping),
    ...chapters.map(chapter => chapterSection(chapter, mapping.met, findTitles)),
    exceptionSection('Otherwise', 'Met in another way than the letter says, in part, or not.', mapping.otherwise),
    exceptionSection('Yours', 'What only the application or its operator can meet.', mapping.yours),
    exceptionSection('Nothing of the kind', 'What asks about something that Pylon does not have.', mapping.absent),
  ]
  return `${sections.filter(section => section !== '').join('\n\n')}\n`
}

function introduction({ met, otherwise, yours, absent }: Mapping): string {
  return `# OWASP ASVS 5.0.0

What Pylon meets of the [Application Security Verification Standard](https://owasp.org/www-project-application-security-verification-standard/),
in our words, and the tests that show it. Every requirement of levels 1 and 2 stands here once, and those of level 3 that are met.

| | level 1 | level 2 | level 3 |
|---|---|---|---|
| met | ${countsOf(met.map(({ id }) => id))} |
| [otherwise](#otherwise) | ${countsOf(otherwise.flatMap(idsOf))} |
| [yours](#yours) | ${countsOf(yours.flatMap(idsOf))} |
| [nothing of the kind](#nothing-of-the-kind) | ${countsOf(absent.flatMap(idsOf))} |

\`node scripts/write-asvs.ts\` writes this page from [scripts/checks/asvs](../scripts/checks/asvs); \`pnpm check\` fails when a test that
it names is gone. Places for values (\`%s\`) are filled by tables in the tests; what \`packages/testkit\` holds runs on every store.`
}

/** By level. */
function countsOf(ids: readonly string[]): string {
  return [1, 2, 3].map(level => ids.filter(id => levels.get(id) === level).length).join(' | ')
}

function chapterSection({ id, title }: Chapter, met: readonly Requirement[], findTitles: FindTitles): string {
  const rows = inOrder(met.filter(requirement => chapterOf(requirement.id) === id)).map(requirement =>
    requirementRow(requirement, findTitles),
  )
  if (rows.length === 0) return ''
  return [`## ${id} ${title}`, '', '| id | level | asks | shown by |', '|---|---|---|---|', ...rows].join('\n')
}

function inOrder(requirements: readonly Requirement[]): readonly Requirement[] {
  const order = [...levels.keys()]
  return requirements.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
}

function requirementRow(requirement: Requirement, findTitles: FindTitles): string {
  const { id, asks, shownBy, writtenIn = [], note } = requirement
  const tests = Object.entries(shownBy).flatMap(([path, titles]) =>
    titles.map(title => `[${escapeMarkdown(findTitles(path)?.get(title) ?? title)}](../${path})`),
  )
  const pages = writtenIn.map(
    page => `written in [${page}](${page.startsWith('docs/') ? page.slice(5) : `../${page}`})`,
  )
  const asked = note === undefined ? asks : `${asks} (${note})`
  return `| ${id} | ${levels.get(id)} | ${asked} | ${[...tests, ...pages].join('<br>')} |`
}

function exceptionSection(title: string, lead: string, exceptions: readonly Exception[]): string {
  const rows = exceptions.map(({ ids, asks, because }) => `| ${ids.join(', ')} | ${asks} | ${because} |`)
  return [`## ${title}`, '', lead, '', '| id | asks | |', '|---|---|---|', ...rows].join('\n')
}

const escapeMarkdown = (text: string): string => text.replace(/[\\`*_[\]<>|]/g, '\\$&')
