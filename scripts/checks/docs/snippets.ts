import { type Fence, parseMarkdown } from './markdown.ts'

/** A piece of documentation that has to compile. */
export interface Snippet {
  /** The file it stands in: `docs/architecture.md`. */
  readonly path: string
  /** Line of the code's first line in that file, counted from 1. */
  readonly line: number
  readonly code: string
  /** Whether it is run too. */
  readonly isRun: boolean
}

export interface Snippets {
  readonly snippets: readonly Snippet[]
  readonly problems: readonly string[]
}

/** The `ts` blocks of a Markdown file. */
export function snippetsOfMarkdown(path: string, text: string): Snippets {
  const fences = parseMarkdown(text).fences.filter(({ info }) => isScript(info))
  const known = fences.filter(({ info }) => info === 'ts' || info === 'ts run')
  return {
    snippets: known.map(({ info, line, code }) => ({ path, line: line + 1, code, isRun: info === 'ts run' })),
    problems: fences
      .filter(fence => !known.includes(fence))
      .map(({ info, line }) => `${path}:${line} has a block marked "${info}": only "ts" and "ts run" are compiled`),
  }
}

/** The `@example`s of a source's docstrings: the text up to the next tag, or the fenced blocks in it. */
export function snippetsOfSource(path: string, text: string): readonly Snippet[] {
  const snippets: Snippet[] = []
  let example: { line: number; readonly lines: string[] } | null = null

  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const isStart = /^\s*(\/\*)?\*+\s*@example\b/.test(line)
    const isEnd = /^\s*\*\s*@[a-z]+\b(?!\/)/i.test(line) || line.includes('*/')
    if (example !== null && (isStart || isEnd)) {
      snippets.push(...snippetsOfExample(path, example.line, example.lines))
      example = null
    }
    if (isStart) example = { line: at + 2, lines: [] }
    else example?.lines.push(line.replace(/^\s*\* ?/, ''))
  }
  return snippets
}

function snippetsOfExample(path: string, line: number, lines: readonly string[]): readonly Snippet[] {
  const code = lines.join('\n')
  const { fences } = parseMarkdown(code)
  if (fences.length === 0) return [{ path, line, code, isRun: false }]
  return fences.map(fence => ({ path, line: line + fence.line, code: fence.code, isRun: isRun(fence) }))
}

/** Blocks of program text; those of other languages are nobody's to compile. */
const isScript = (info: string): boolean => /^(ts|tsx|mts|cts|js|jsx|mjs|cjs|typescript|javascript)\b/i.test(info)

const isRun = ({ info }: Fence): boolean => info === 'ts run'
