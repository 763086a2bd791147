/** A fenced block of a Markdown file. */
export interface Fence {
  /** What stands behind the opening fence: `ts`, `ts run`, `json`. */
  readonly info: string
  /** Line of the opening fence, counted from 1. */
  readonly line: number
  readonly code: string
}

export interface Markdown {
  readonly fences: readonly Fence[]
  /** The text with every fence blanked out, line for line. */
  readonly prose: readonly string[]
}

export function parseMarkdown(text: string): Markdown {
  const fences: Fence[] = []
  const prose: string[] = []
  let open: { readonly mark: string; readonly indent: number; readonly fence: Fence } | null = null
  let code: string[] = []

  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const [, indent = '', mark = '', info = ''] = /^(\s*(?:>\s?)*)(`{3,}|~{3,})\s*([^`]*)$/.exec(line) ?? []
    prose.push(open === null && mark === '' ? line : '')
    if (open === null && mark !== '') {
      open = { mark, indent: indent.length, fence: { info: info.trim(), line: at + 1, code: '' } }
      code = []
    } else if (open !== null && mark.startsWith(open.mark) && info === '') {
      fences.push({ ...open.fence, code: code.join('\n') })
      open = null
    } else if (open !== null) {
      code.push(line.slice(open.indent))
    }
  }
  if (open !== null) fences.push({ ...open.fence, code: code.join('\n') })
  return { fences, prose }
}
