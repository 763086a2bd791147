import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../root.ts'
import type { WorkspacePackage } from '../workspace.ts'
import type { Snippet } from './snippets.ts'

/**
 * A folder in which a snippet finds our packages and what they bring along, as it would in an application.
 * Not below node_modules: Node runs no TypeScript from there.
 */
export interface SnippetFolder {
  readonly path: string
  /** Writes a snippet so that its lines have the numbers that they have in the documentation. */
  add(snippet: Snippet): string
  remove(): void
}

export function createSnippetFolder(packages: readonly WorkspacePackage[]): SnippetFolder {
  const parent = join(root, '.cache')
  mkdirSync(parent, { recursive: true })
  const path = mkdtempSync(join(parent, 'docs-'))
  writeFileSync(join(path, 'package.json'), '{ "private": true, "type": "module" }\n')
  for (const { folder, manifest } of packages) {
    link(join(path, 'node_modules', manifest.name), join(root, folder))
    for (const name of installedIn(folder)) {
      link(join(path, 'node_modules', name), join(root, folder, 'node_modules', name))
    }
  }

  return {
    path,
    add({ path: from, line, code }) {
      const file = join(path, `${from}.${line}.ts`)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, `${'\n'.repeat(line - 1)}${code}\n`)
      return file
    },
    remove: () => rmSync(path, { recursive: true }),
  }
}

/** The first package that brings a name decides: one version of each is in use here anyway. */
function link(path: string, target: string): void {
  if (existsSync(path)) return
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(realpathSync(target), path)
}

function installedIn(folder: string): readonly string[] {
  const path = join(root, folder, 'node_modules')
  const names = existsSync(path) ? readdirSync(path).filter(name => !name.startsWith('.')) : []
  return names.flatMap(name =>
    name.startsWith('@') ? readdirSync(join(path, name)).map(rest => `${name}/${rest}`) : [name],
  )
}
