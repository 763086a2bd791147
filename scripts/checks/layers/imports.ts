import ts from 'typescript'
import { nodesOf, placeOf, type SourceFile } from './source-file.ts'

export interface Import {
  /** `packages/core/src/app.ts:12`. */
  readonly place: string
  /** Null when it is computed at run time. */
  readonly specifier: string | null
}

/** Every way in which a file can name another module: import, export from, import(), import types, require(). */
export function importsOf(file: SourceFile): readonly Import[] {
  return [...nodesOf(file.tree)].flatMap(node => {
    const named = moduleNamedBy(node)
    if (named === undefined) return []
    return [{ place: placeOf(file, node), specifier: ts.isStringLiteralLike(named) ? named.text : null }]
  })
}

function moduleNamedBy(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument
  if (ts.isExternalModuleReference(node)) return node.expression
  if (!ts.isCallExpression(node)) return undefined
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require'
  return isImport || isRequire ? node.arguments[0] : undefined
}
