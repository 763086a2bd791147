import type { Manifest, WorkspacePackage } from '../workspace.ts'
import { layerOf, packageNameOf } from './import-rules.ts'
import { importsOf } from './imports.ts'
import type { SourceFile } from './source-file.ts'
import { thirdParty } from './table.ts'

/** What is wrong between a package, its row in the table, its package.json and what its sources use. */
export function dependencyProblems(
  { folder, manifest }: WorkspacePackage,
  files: readonly SourceFile[],
  packages: readonly WorkspacePackage[],
): readonly string[] {
  if (layerOf(folder) === null) return [`${folder} stands in no row of the layer table`]

  const place = `${folder}/package.json`
  const ours = packages.map(each => each.manifest.name)
  const declared = runtimeDependencies(manifest)
  const listed = thirdParty[folder] ?? []
  const used = new Set(files.filter(({ isTest }) => !isTest).flatMap(namesImported))
  for (const name of peersOf(declared, packages)) used.add(name)

  return [
    ...declared
      .filter(name => !ours.includes(name) && !listed.includes(name))
      .map(name => `${place} brings ${name}, which the table of scripts/checks/layers does not list`),
    ...listed
      .filter(name => !declared.includes(name))
      .map(name => `${place} no longer brings ${name}: take it out of the table of scripts/checks/layers`),
    ...declared
      .filter(name => !used.has(name) && !used.has(name.replace(/^@types\//, '')))
      .map(name => `${place} declares ${name}, which no source imports`),
  ]
}

/** What packages of ours want their users to bring. */
function peersOf(declared: readonly string[], packages: readonly WorkspacePackage[]): readonly string[] {
  const dependedOn = packages.filter(({ manifest }) => declared.includes(manifest.name))
  return dependedOn.flatMap(({ manifest }) => Object.keys(manifest.peerDependencies ?? {}))
}

function runtimeDependencies({ dependencies, peerDependencies, optionalDependencies }: Manifest): readonly string[] {
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies })
}

function namesImported(file: SourceFile): readonly string[] {
  return importsOf(file).flatMap(({ specifier }) => (specifier === null ? [] : [packageNameOf(specifier)]))
}
