import { posix } from 'node:path'
import { parseMarkdown } from './markdown.ts'

/** What the checker of links may ask about the repository. Paths are below its folder. */
export interface Repository {
  isThere(path: string): boolean
  read(path: string): string
}

/** Links of a Markdown file to files and headings that are not there. Addresses of other hosts are left alone. */
export function brokenLinks(path: string, repository: Repository): readonly string[] {
  return linksOf(repository.read(path)).flatMap(({ line, target }) => {
    const problem = problemOf(path, target, repository)
    return problem === null ? [] : [`${path}:${line} ${problem}`]
  })
}

function problemOf(from: string, link: string, repository: Repository): string | null {
  if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(link)) return null
  const [file = '', anchor] = decodeURIComponent(link).split('#', 2)
  const target = file === '' ? from : posix.join(file.startsWith('/') ? '' : posix.dirname(from), file)

  if (target.startsWith('..')) return `links out of the repository: ${link}`
  if (!repository.isThere(target)) return `links to ${link}, which is not there`
  if (!anchor || !target.endsWith('.md')) return null
  return anchorsOf(repository.read(target)).has(anchor) ? null : `links to ${link}, but there is no such heading`
}

interface Link {
  readonly line: number
  readonly target: string
}

function linksOf(text: string): readonly Link[] {
  return parseMarkdown(text).prose.flatMap((line, at) => {
    const bare = line.replace(/(`+).*?\1/g, '')
    return linkForms.flatMap(form => [...bare.matchAll(form)].map(match => ({ line: at + 1, target: match[1] ?? '' })))
  })
}

const linkForms: readonly RegExp[] = [
  /\]\(\s*<?([^\s)>]+)>?(?:\s+["'(][^)]*)?\s*\)/g, // [text](target "title")
  /^\s{0,3}\[[^\]]+\]:\s*<?([^\s>]+)>?/g, // [name]: target
  /<(?:a|img)\b[^>]*?\b(?:href|src)="([^"]+)"/gi,
]

/** The anchors that GitHub gives to headings, and those that somebody wrote. */
function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const line of parseMarkdown(text).prose) {
    const heading = /^ {0,3}#{1,6}\s+(.*?)(?:\s+#+)?\s*$/.exec(line)?.[1]
    if (heading !== undefined) anchors.add(unique(slugOf(heading), anchors))
    for (const [, written = ''] of line.matchAll(/<a\b[^>]*?\b(?:id|name)="([^"]+)"/gi)) anchors.add(written)
  }
  return anchors
}

function slugOf(heading: string): string {
  return heading
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Mark}\p{Number}\p{Connector_Punctuation} -]/gu, '')
    .replaceAll(' ', '-')
}

function unique(slug: string, taken: ReadonlySet<string>): string {
  if (!taken.has(slug)) return slug
  let count = 1
  while (taken.has(`${slug}-${count}`)) count += 1
  return `${slug}-${count}`
}
