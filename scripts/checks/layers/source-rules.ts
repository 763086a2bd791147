import ts from 'typescript'
import { nodesOf, placeOf, type SourceFile } from './source-file.ts'

/** What a package's source may not say, whatever it imports. Apps and tests may. */
export function sourceProblems(file: SourceFile): readonly string[] {
  if (file.isTest || !file.owner.folder.startsWith('packages/')) return []
  return [...wordProblems(file), ...commentProblems(file), ...(isIndex(file) ? indexProblems(file) : [])]
}

interface Rule {
  readonly isBroken: (node: ts.Node) => boolean
  readonly message: string
  /** Files where it is the point. */
  readonly exceptIn?: readonly string[]
}

const rules: readonly Rule[] = [
  { isBroken: isMember('process', 'env'), message: 'reads process.env: take it as an option' },
  {
    isBroken: node => isMember('Date', 'now')(node) || isDateOfNow(node),
    message: 'reads the wall clock: take a `clock`',
    exceptIn: ['packages/core/src/clock.ts'],
  },
  { isBroken: isMember('Math', 'random'), message: 'uses Math.random(): not random enough for anything here' },
  {
    isBroken: node => ts.isIdentifier(node) && node.text === 'AsyncLocalStorage',
    message: 'uses AsyncLocalStorage: pass what is needed in',
  },
  { isBroken: isAugmentation, message: 'changes types of another module (declare module, declare global)' },
  { isBroken: node => node.kind === ts.SyntaxKind.AnyKeyword, message: 'says `any`: say `unknown` and narrow it' },
]

function wordProblems(file: SourceFile): readonly string[] {
  const active = rules.filter(({ exceptIn }) => !exceptIn?.includes(file.path))
  return [...nodesOf(file.tree)].flatMap(node =>
    active.filter(rule => rule.isBroken(node)).map(rule => `${placeOf(file, node)} ${rule.message}`),
  )
}

function commentProblems({ path, tree }: SourceFile): readonly string[] {
  return tree.text.split('\n').flatMap((line, at) => {
    const mark = /(?:\/\/|\/\*|^\s*\*).*(@ts-(?:ignore|nocheck|expect-error))/.exec(line)?.[1]
    return mark === undefined ? [] : [`${path}:${at + 1} silences the compiler with ${mark}`]
  })
}

/** An index names what its package offers and holds nothing itself. */
function indexProblems(file: SourceFile): readonly string[] {
  return file.tree.statements.flatMap(statement => {
    const isReExport = ts.isExportDeclaration(statement) && statement.exportClause !== undefined
    return isReExport ? [] : [`${placeOf(file, statement)} an index.ts only re-exports, by name`]
  })
}

const isIndex = ({ path }: SourceFile): boolean => path.endsWith('/index.ts')

function isMember(object: string, member: string): (node: ts.Node) => boolean {
  return node =>
    ts.isPropertyAccessExpression(node) &&
    node.name.text === member &&
    (node.expression.getText() === object || node.expression.getText() === `globalThis.${object}`)
}

function isDateOfNow(node: ts.Node): boolean {
  return ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length
}

function isAugmentation(node: ts.Node): boolean {
  return ts.isModuleDeclaration(node) && (ts.isStringLiteral(node.name) || node.name.getText() === 'global')
}
