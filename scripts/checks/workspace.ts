import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './root.ts'

/** What the checks read of a package.json. */
export interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly publishConfig?: Pick<Manifest, 'exports'>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

export interface WorkspacePackage {
  /** Below the repository: `packages/flows/password`. */
  readonly folder: string
  readonly manifest: Manifest
}

/** Every package that pnpm-workspace.yaml names, in the order of their folders. */
export function workspacePackages(): readonly WorkspacePackage[] {
  return globSync(
    workspaceGlobs().map(glob => `${glob}/package.json`),
    { cwd: root },
  )
    .map(path => ({ folder: toPosix(dirname(path)), manifest: readManifest(path) }))
    .sort((a, b) => a.folder.localeCompare(b.folder))
}

/** Files of the repository by glob, with forward slashes, without what is installed or built. */
export function repositoryFiles(globs: readonly string[]): readonly string[] {
  return globSync(globs, { cwd: root, exclude: path => generated.test(toPosix(path)) })
    .map(toPosix)
    .sort()
}

export const readText = (path: string): string => readFileSync(join(root, path), 'utf8')

export const readManifest = (path: string): Manifest => JSON.parse(readText(path))

/** The list below `packages:`, one glob a line. */
function workspaceGlobs(): readonly string[] {
  const list = /^packages:\n((?: +- .+\n)+)/m.exec(readText('pnpm-workspace.yaml'))?.[1] ?? ''
  return [...list.matchAll(/- +['"]?([^'"\n]+)/g)].map(match => match[1] ?? '')
}

const generated = /(^|\/)(node_modules|dist|coverage|data|\.turbo|\.cache|\.git)(\/|$)/

const toPosix = (path: string): string => path.replaceAll('\\', '/')
