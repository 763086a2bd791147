import ts from 'typescript'
import type { WorkspacePackage } from '../workspace.ts'

/** A source as the rules see it. */
export interface SourceFile {
  readonly owner: WorkspacePackage
  /** Below the repository: `packages/core/src/app.ts`. */
  readonly path: string
  /** A test, or something that only tests use. */
  readonly isTest: boolean
  readonly tree: ts.SourceFile
}

export function parseSource(owner: WorkspacePackage, path: string, text: string): SourceFile {
  return {
    owner,
    path,
    isTest: isTestPath(owner, path),
    tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true),
  }
}

/** Tests end in `.test.ts`; what several of them share stands in the package's `test` folder. */
export function isTestPath(owner: WorkspacePackage, path: string): boolean {
  return /\.test\.tsx?$/.test(path) || path.startsWith(`${owner.folder}/test/`)
}

/** `packages/core/src/app.ts:12`. */
export function placeOf({ path, tree }: SourceFile, node: ts.Node): string {
  return `${path}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1}`
}

/** Every node of the file, in the order of the text. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node
  for (const child of childrenOf(node)) yield* nodesOf(child)
}

function childrenOf(node: ts.Node): readonly ts.Node[] {
  const children: ts.Node[] = []
  ts.forEachChild(node, child => {
    children.push(child)
  })
  return children
}
