import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Check } from './check.ts'
import { root } from './root.ts'
import { type Manifest, workspacePackages } from './workspace.ts'

export const manifests: Check = {
  name: 'manifests',
  title: 'every package.json names existing sources and publishes what it exports here',
  async find() {
    return workspacePackages().flatMap(({ folder, manifest }) => {
      const problems = manifestProblems(manifest, path => existsSync(join(root, folder, path)))
      return problems.map(problem => `${folder}/package.json ${problem}`)
    })
  },
}

/** Sources are read in this repository alone: what is published is the same list without them. */
export function manifestProblems(manifest: Manifest, isThere: (path: string) => boolean): readonly string[] {
  if (manifest.private) return []
  const { exports = {}, publishConfig = {} } = manifest
  const published = publishConfig.exports ?? {}
  const here = Object.entries(exports)

  return [
    ...(here.length === 0 ? ['exports nothing'] : []),
    ...here.flatMap(([entry, { [sourceCondition]: source = '', ...rest }]) => [
      ...(isThere(source) ? [] : [`exports ${entry} with no source under "${sourceCondition}"`]),
      ...(isSame(rest, published[entry]) ? [] : [`exports ${entry} unlike its publishConfig.exports`]),
    ]),
    ...Object.keys(published)
      .filter(entry => exports[entry] === undefined)
      .map(entry => `publishes ${entry}, which it does not export here`),
  ]
}

const sourceCondition = '@pylon/source'

const isSame = (a: object, b: object | undefined): boolean => JSON.stringify(a) === JSON.stringify(b)
