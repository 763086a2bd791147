import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import type { Manifest, WorkspacePackage } from '../workspace.ts'
import { type Import, importsOf } from './imports.ts'
import { isTestPath, type SourceFile } from './source-file.ts'
import { edges, forTests, forTestsAndApps, type Layer, layers, testsMayImport, thirdParty } from './table.ts'

/** What is wrong with the imports of one file. */
export function importProblems(
  file: SourceFile,
  packages: readonly WorkspacePackage[],
  rootManifest: Manifest,
): readonly string[] {
  const layer = layerOf(file.owner.folder)
  if (layer === null) return [] // said once, of the package
  return importsOf(file).flatMap(found => {
    const problem = problemOf(found, { file, layer, packages, rootManifest })
    return problem === null ? [] : [`${found.place} ${problem}`]
  })
}

export function layerOf(folder: string): Layer | null {
  return layers.find(layer => isBelow(folder, layer.folder)) ?? null
}

/** The package that a specifier names: `@pylon/core` of `@pylon/core/memory`. */
export function packageNameOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

interface Situation {
  readonly file: SourceFile
  readonly layer: Layer
  readonly packages: readonly WorkspacePackage[]
  readonly rootManifest: Manifest
}

function problemOf({ specifier }: Import, situation: Situation): string | null {
  const { file, layer, packages } = situation
  if (specifier === null) return isApp(file) || file.isTest ? null : 'imports a module whose name is computed'
  if (specifier.startsWith('.')) return relativeProblem(specifier, file)
  if (isBuiltin(specifier)) return builtinProblem(specifier, file, layer)

  const name = packageNameOf(specifier)
  const ours = packages.find(({ manifest }) => manifest.name === name)
  return ours === undefined ? foreignProblem(specifier, name, situation) : oursProblem(specifier, ours, situation)
}

function relativeProblem(specifier: string, { path, owner, isTest }: SourceFile): string | null {
  const target = posix.join(posix.dirname(path), specifier)
  if (!target.startsWith(`${owner.folder}/`)) return `reaches out of its package: ${specifier}`
  if (isTest) return null
  if (isTestPath(owner, target)) return `a source imports a test: ${specifier}`

  const source = `${owner.folder}/src/`
  const [from, to] = [path, target].map(each => each.slice(source.length).split('/'))
  if (owner.folder.startsWith('packages/flows/') && from?.[0] !== 'flow' && to?.[0] === 'flow') {
    return `a primitive imports a route: ${specifier}`
  }
  if (owner.folder === 'packages/security' && isFolder(to) && from?.[0] !== to?.[0]) {
    return `a plugin's folder stands alone: ${specifier}`
  }
  return null
}

function builtinProblem(specifier: string, { isTest }: SourceFile, { nodeModules, because }: Layer): string | null {
  if (!specifier.startsWith('node:')) return `write node:${specifier}`
  if (isTest || nodeModules === undefined || nodeModules.includes(specifier)) return null
  return `imports ${specifier}: ${because}`
}

function oursProblem(specifier: string, target: WorkspacePackage, { file, layer }: Situation): string | null {
  const { owner, isTest } = file
  const { name } = target.manifest
  if (target.folder === owner.folder) return isTest ? null : `imports its own package by name: ${specifier}`

  const allowed = [
    ...layer.mayImport,
    ...edges.filter(({ from }) => from === owner.folder).map(({ to }) => to),
    ...(isTest ? testsMayImport : []),
  ]
  if (!allowed.some(folder => isBelow(target.folder, folder))) return `imports ${specifier}: ${layer.because}`
  const isForTests = forTests.includes(name) || (forTestsAndApps.includes(specifier) && !isApp(file))
  if (isForTests && !isTest) return `imports ${specifier}: it is for tests`
  return declares(owner.manifest, name, isTest) ? null : undeclared(name, owner)
}

function foreignProblem(specifier: string, name: string, { file, rootManifest }: Situation): string | null {
  const { owner, isTest } = file
  if (isTest) {
    return declares(owner.manifest, name, true) || declares(rootManifest, name, true) ? null : undeclared(name, owner)
  }
  if (!(thirdParty[owner.folder] ?? []).includes(name)) return `imports ${specifier}, which the table does not list`
  return declares(owner.manifest, name, false) ? null : undeclared(name, owner)
}

function declares(manifest: Manifest, name: string, isTest: boolean): boolean {
  const { dependencies, peerDependencies, optionalDependencies, devDependencies } = manifest
  const lists = [dependencies, peerDependencies, optionalDependencies, ...(isTest ? [devDependencies] : [])]
  return lists.some(list => list?.[name] !== undefined)
}

const undeclared = (name: string, { folder }: WorkspacePackage): string =>
  `imports ${name}, which ${folder}/package.json does not declare`

const isApp = ({ owner }: SourceFile): boolean => owner.folder.startsWith('apps/')

const isFolder = (path: readonly string[] | undefined): boolean => path !== undefined && path.length > 1

/** Whether a folder is of a pattern's kind: `packages/flows/totp` is of `packages/flows/*`. */
function isBelow(folder: string, pattern: string): boolean {
  const [names, wanted] = [folder.split('/'), pattern.split('/')]
  return names.length === wanted.length && wanted.every((name, at) => name === '*' || name === names[at])
}
