import ts from 'typescript'

/** Titles of tests, each with the title that a report shows: behind those of the groups in which it stands. */
export type Titles = ReadonlyMap<string, string>

/**
 * The titles of the tests of a file, as they stand there: `it('…')`, `test('…')`, those of `it.each`, with their places for
 * values, and the `name: '…'` of cases that other files run. What is skipped is no test.
 */
export function titlesOf(path: string, text: string): Titles {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest)
  const titles = new Map<string, string>()
  const titleOf = path.endsWith('.test.ts') ? titleOfTest : nameOfCase
  const visit = (node: ts.Node, groups: readonly string[]): void => {
    if (isSkipped(node)) return
    const title = titleOf(node, tree)
    if (title !== null) titles.set(title, titles.has(title) ? title : [...groups, title].join(' › '))
    const group = titleOfCall(node, ['describe'], tree)
    ts.forEachChild(node, child => visit(child, group === null ? groups : [...groups, group]))
  }
  visit(tree, [])
  return titles
}

const titleOfTest = (node: ts.Node, tree: ts.SourceFile): string | null => titleOfCall(node, ['it', 'test'], tree)

function titleOfCall(node: ts.Node, runners: readonly string[], tree: ts.SourceFile): string | null {
  if (!ts.isCallExpression(node) || !runners.includes(wordsOf(node.expression)[0] ?? '')) return null
  return textOf(node.arguments[0], tree)
}

function nameOfCase(node: ts.Node, tree: ts.SourceFile): string | null {
  if (!ts.isPropertyAssignment(node) || !ts.isIdentifier(node.name) || node.name.text !== 'name') return null
  return textOf(node.initializer, tree)
}

function isSkipped(node: ts.Node): boolean {
  if (!ts.isCallExpression(node)) return false
  const [runner = '', ...modes] = wordsOf(node.expression)
  return ['it', 'test', 'describe'].includes(runner) && modes.some(mode => mode === 'skip' || mode === 'todo')
}

/** `it.each(rows)` gives `it`, `each`. */
function wordsOf(node: ts.Expression): readonly string[] {
  if (ts.isIdentifier(node)) return [node.text]
  if (ts.isPropertyAccessExpression(node)) return [...wordsOf(node.expression), node.name.text]
  if (ts.isCallExpression(node)) return wordsOf(node.expression)
  return ts.isTaggedTemplateExpression(node) ? wordsOf(node.tag) : []
}

/** A text as it stands in the source: of a template with values, the template. */
function textOf(node: ts.Node | undefined, tree: ts.SourceFile): string | null {
  if (node === undefined) return null
  if (ts.isStringLiteralLike(node)) return node.text
  return ts.isTemplateExpression(node) ? node.getText(tree).slice(1, -1) : null
}
