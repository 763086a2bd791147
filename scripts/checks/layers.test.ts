import { describe, expect, it } from 'vitest'
import { dependencyProblems } from './layers/dependency-rules.ts'
import { importProblems } from './layers/import-rules.ts'
import { parseSource } from './layers/source-file.ts'
import { sourceProblems } from './layers/source-rules.ts'
import type { Manifest, WorkspacePackage } from './workspace.ts'

const core = packageAt('packages/core', { name: '@pylon/core' })
const testkit = packageAt('packages/testkit', { name: '@pylon/testkit', dependencies: { '@pylon/core': '*' } })
const password = packageAt('packages/flows/password', {
  name: '@pylon/password',
  dependencies: { '@pylon/core': '*', '@node-rs/argon2': '1' },
  devDependencies: { '@pylon/testkit': '*', '@pylon/store-sqlite': '*', argon2: '1' },
})
const jwt = packageAt('packages/flows/jwt', { name: '@pylon/jwt', dependencies: { '@pylon/core': '*' } })
const oauth = packageAt('packages/flows/oauth', {
  name: '@pylon/oauth',
  dependencies: { '@pylon/core': '*', '@pylon/jwt': '*', '@pylon/password': '*' },
})
const sqlite = packageAt('packages/stores/sqlite', {
  name: '@pylon/store-sqlite',
  dependencies: { '@pylon/core': '*', 'better-sqlite3': '1', '@types/better-sqlite3': '1' },
})
const netGuard = packageAt('packages/net-guard', { name: '@pylon/net-guard', dependencies: { '@pylon/core': '*' } })
const security = packageAt('packages/security', { name: '@pylon/security', dependencies: { '@pylon/core': '*' } })
const server = packageAt('apps/server', {
  name: '@pylon/server',
  dependencies: { '@pylon/core': '*', '@pylon/password': '*', '@pylon/testkit': '*', pino: '1' },
})
const packages = [core, testkit, password, jwt, oauth, sqlite, netGuard, security, server]

describe('who may import whom', () => {
  it('lets a flow import the core and what it brings along', () => {
    expect(imports(password, 'src/a.ts', `import '@pylon/core'\nimport '@node-rs/argon2'\nimport './b.ts'`)).toEqual([])
  })

  it('refuses a flow that imports another feature, with its file and line', () => {
    expect(imports(oauth, 'src/a.ts', `\nimport { hashPassword } from '@pylon/password'`)).toEqual([
      'packages/flows/oauth/src/a.ts:2 imports @pylon/password: a flow imports the core alone',
    ])
  })

  it('lets oauth import jwt, and not the other way round', () => {
    expect(imports(oauth, 'src/a.ts', `import '@pylon/jwt'`)).toEqual([])
    expect(imports(jwt, 'src/a.ts', `import '@pylon/oauth'`)).toHaveLength(1)
  })

  it('refuses a flow that imports a store, in its tests too', () => {
    expect(imports(password, 'src/a.ts', `import '@pylon/store-sqlite'`)).toHaveLength(1)
    expect(imports(password, 'src/a.test.ts', `import '@pylon/store-sqlite'`)).toHaveLength(1)
  })

  it('refuses a store that imports a feature, and a net-guard that imports anything of ours', () => {
    expect(imports(sqlite, 'src/a.ts', `import '@pylon/password'`)).toHaveLength(1)
    expect(imports(netGuard, 'src/a.ts', `import '@pylon/core'`)).toHaveLength(1)
  })

  it('lets tests import the testkit and the memory stores, and sources neither', () => {
    const code = `import '@pylon/testkit'\nimport '@pylon/core/memory'`
    expect(imports(password, 'src/a.test.ts', code)).toEqual([])
    expect(imports(password, 'test/shared.ts', code)).toEqual([])
    expect(imports(password, 'src/a.ts', code)).toHaveLength(2)
  })

  it('lets an app import every package but the testkit', () => {
    expect(imports(server, 'src/a.ts', `import '@pylon/password'\nimport '@pylon/core/memory'`)).toEqual([])
    expect(imports(server, 'src/a.ts', `import '@pylon/testkit'`)).toHaveLength(1)
  })

  it('refuses every module of node in the core but node:crypto', () => {
    expect(imports(core, 'src/a.ts', `import { hash } from 'node:crypto'`)).toEqual([])
    expect(imports(core, 'src/a.ts', `import { readFile } from 'node:fs'`)).toHaveLength(1)
    expect(imports(core, 'src/a.test.ts', `import { readFile } from 'node:fs'`)).toEqual([])
  })

  it('sees every form of import', () => {
    const forms = [
      `import x from '@pylon/password'`,
      `import type { X } from '@pylon/password'`,
      `export { x } from '@pylon/password'`,
      `export * from '@pylon/password'`,
      `const x = await import('@pylon/password')`,
      'const x = await import(`@pylon/password`)',
      `type X = import('@pylon/password').X`,
      `const x = require('@pylon/password')`,
      `import x = require('@pylon/password')`,
      `import '@pylon/password/flow'`,
    ]
    for (const form of forms) expect(imports(jwt, 'src/a.ts', form), form).toHaveLength(1)
  })

  it('refuses an import whose name is computed', () => {
    expect(imports(jwt, 'src/a.ts', `await import('@pylon/' + name)`)).toHaveLength(1)
  })

  it('is not misled by comments and texts', () => {
    expect(imports(jwt, 'src/a.ts', `// import '@pylon/password'\nconst x = "import '@pylon/password'"`)).toEqual([])
  })

  it('refuses a path that leaves the package, a source that imports a test, and its own name', () => {
    expect(imports(jwt, 'src/a.ts', `import '../../password/src/index.ts'`)).toHaveLength(1)
    expect(imports(jwt, 'src/a.ts', `import './a.test.ts'`)).toHaveLength(1)
    expect(imports(jwt, 'src/a.ts', `import '@pylon/jwt'`)).toHaveLength(1)
    expect(imports(jwt, 'src/a.test.ts', `import '@pylon/jwt'`)).toEqual([])
  })

  it('refuses a primitive that imports a route of its package', () => {
    expect(imports(password, 'src/a.ts', `import './flow/login.ts'`)).toHaveLength(1)
    expect(imports(password, 'src/flow/login.ts', `import '../a.ts'`)).toEqual([])
  })

  it('refuses a security plugin that imports another, and lets it share a file beside them', () => {
    expect(imports(security, 'src/csrf/a.ts', `import '../cors/b.ts'`)).toHaveLength(1)
    expect(imports(security, 'src/csrf/a.ts', `import '../origin.ts'\nimport './b.ts'`)).toEqual([])
  })
})

describe('dependencies', () => {
  it('refuses an import that package.json does not declare', () => {
    expect(
      imports(packageAt('packages/flows/totp', { name: '@pylon/totp' }), 'src/a.ts', `import '@pylon/core'`),
    ).toEqual([
      'packages/flows/totp/src/a.ts:1 imports @pylon/core, which packages/flows/totp/package.json does not declare',
    ])
  })

  it('refuses a source that imports what only tests may use', () => {
    expect(imports(password, 'src/a.ts', `import 'argon2'`)).toHaveLength(1)
    expect(imports(password, 'src/a.test.ts', `import 'argon2'\nimport 'vitest'`)).toEqual([])
  })

  it('shows a dependency that is new, one that is gone and one that nobody imports', () => {
    const extended = packageAt('packages/flows/password', {
      name: '@pylon/password',
      dependencies: { '@pylon/core': '*', 'left-pad': '1', '@node-rs/argon2': '1' },
    })
    const files = [parseSource(extended, `${extended.folder}/src/a.ts`, `import '@pylon/core'\nimport 'left-pad'`)]
    expect(dependencyProblems(extended, files, packages)).toEqual([
      expect.stringContaining('brings left-pad'),
      expect.stringContaining('no longer brings @node-rs/bcrypt'),
      expect.stringContaining('declares @node-rs/argon2, which no source imports'),
    ])
  })

  it('counts the types of an imported package as used', () => {
    const files = [parseSource(sqlite, `${sqlite.folder}/src/a.ts`, `import '@pylon/core'\nimport 'better-sqlite3'`)]
    expect(dependencyProblems(sqlite, files, packages).join()).not.toContain('no source imports')
  })

  it('refuses a package that stands in no row', () => {
    const stray = packageAt('packages/utils', { name: '@pylon/utils' })
    expect(dependencyProblems(stray, [], packages)).toEqual(['packages/utils stands in no row of the layer table'])
  })
})

describe('what a source may not say', () => {
  const refused = {
    'the environment': 'const x = process.env.X',
    'the wall clock': 'const x = Date.now()',
    'the wall clock as a date': 'const x = new Date()',
    'weak randomness': 'const x = Math.random()',
    'hidden context': `import { AsyncLocalStorage } from 'node:async_hooks'`,
    'types of others': `declare module 'x' {}`,
    'global types': 'declare global {}',
    'an any': 'const x: any = 1',
    'a cast to any': 'const x = 1 as any',
    'a silenced compiler': '// @ts-ignore\nconst x = 1',
  }
  for (const [name, code] of Object.entries(refused)) {
    it(`refuses ${name} in a source, and not in a test or an app`, () => {
      expect(said(jwt, 'src/a.ts', code)).toHaveLength(1)
      expect(said(jwt, 'src/a.test.ts', code)).toEqual([])
      expect(said(server, 'src/a.ts', code)).toEqual([])
    })
  }

  it('lets the clock of the core read the wall clock', () => {
    expect(said(core, 'src/clock.ts', 'const x = Date.now()')).toEqual([])
  })

  it('lets a date be made of a given time, and words stand in comments', () => {
    expect(said(jwt, 'src/a.ts', '/** Not process.env, not Date.now(). */\nconst x = new Date(0)')).toEqual([])
  })

  it('lets an index re-export by name, and nothing else', () => {
    expect(said(jwt, 'src/index.ts', `export { a, type B } from './a.ts'\nexport type { C } from './c.ts'`)).toEqual([])
    expect(said(jwt, 'src/index.ts', `export * from './a.ts'`)).toHaveLength(1)
    expect(said(jwt, 'src/index.ts', 'export const a = 1')).toHaveLength(1)
    expect(said(jwt, 'src/index.ts', `import './a.ts'`)).toHaveLength(1)
  })
})

function packageAt(folder: string, manifest: Manifest): WorkspacePackage {
  return { folder, manifest }
}

function imports(owner: WorkspacePackage, path: string, code: string): readonly string[] {
  const rootManifest = { name: 'pylon', devDependencies: { vitest: '1' } }
  return importProblems(parseSource(owner, `${owner.folder}/${path}`, code), packages, rootManifest)
}

function said(owner: WorkspacePackage, path: string, code: string): readonly string[] {
  return sourceProblems(parseSource(owner, `${owner.folder}/${path}`, code))
}
