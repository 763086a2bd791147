import type { Check } from './check.ts'
import { dependencyProblems } from './layers/dependency-rules.ts'
import { importProblems } from './layers/import-rules.ts'
import { parseSource, type SourceFile } from './layers/source-file.ts'
import { sourceProblems } from './layers/source-rules.ts'
import { readManifest, readText, repositoryFiles, type WorkspacePackage, workspacePackages } from './workspace.ts'

export const layers: Check = {
  name: 'layers',
  title: 'packages import only what the layer table and their package.json allow',
  async find() {
    const packages = workspacePackages()
    const rootManifest = readManifest('package.json')
    return packages.flatMap(owner => {
      const files = sourcesOf(owner)
      return [
        ...dependencyProblems(owner, files, packages),
        ...files.flatMap(file => [...importProblems(file, packages, rootManifest), ...sourceProblems(file)]),
      ]
    })
  },
}

function sourcesOf(owner: WorkspacePackage): readonly SourceFile[] {
  return repositoryFiles([`${owner.folder}/src/**/*.{ts,tsx}`, `${owner.folder}/test/**/*.{ts,tsx}`]).map(path =>
    parseSource(owner, path, readText(path)),
  )
}
