import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

// The first condition reads the sources of our packages, so that no test needs a build. `module` is not among them: workers
// hand the list on to Node, which then loads files of other packages that are for bundlers.
const conditions = ['@pylon/source', 'node', 'development|production']

/** The HTTP tests of the flows run on memory stores with the others, and again on each of these. */
const flowStores = ['sqlite', 'session-cache', 'postgres', 'redis-and-postgres']
const flowTests = ['packages/core/test/**/*.test.ts', 'packages/flows/*/test/**/*.test.ts']

/** Those of the reference server run on SQLite with the others, and again on each of these. */
const serverStorages = ['postgres', 'redis-and-postgres']
const serverTests = ['hostile', 'load', 'restart', 'two-servers', 'ways-in/two-servers-codes'].map(
  name => `apps/server/test/${name}.test.ts`,
)

/** Tests of what happens in which time run by themselves, one file after the other: others would take the time away. */
const timedTests = [
  '{apps,packages}/**/{faults,outage,cluster-outage,sentinel,revocation-channel,enumeration-timing}.test.ts',
  'packages/stores/*/src/start.test.ts',
  'apps/server/test/{kill/kill,load,two-servers}.test.ts',
]

/** The others share the machine: two of them at least, for each waits for its servers most of the time. */
const together = { maxWorkers: Math.max(2, availableParallelism() - 1) }
const alone = { maxWorkers: 1, sequence: { groupOrder: 1 } }

export default defineConfig({
  test: {
    projects: [
      project('packages', {
        include: ['test-services', 'packages', 'apps', 'scripts'].map(folder => `${folder}/**/*.test.ts`),
        exclude: ['**/node_modules/**', ...timedTests],
        ...together,
      }),
      ...flowStores.map(name =>
        project(`flows on ${name}`, { include: flowTests, env: { PYLON_TEST_STORES: testStores(name) }, ...together }),
      ),
      ...serverStorages.map(name =>
        project(`server on ${name}`, { include: serverTests, env: { PYLON_TEST_STORAGE: name }, ...alone }),
      ),
      project('alone', { include: timedTests, ...alone }),
    ],
  },
})

function testStores(name: string): string {
  return fileURLToPath(new URL(`apps/server/test/test-stores/${name}.ts`, import.meta.url))
}

function project(name: string, test: TestProjectInlineConfiguration['test']): TestProjectInlineConfiguration {
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      name,
      globalSetup: ['test-services/src/global-setup.ts'],
      pool: 'forks',
      testTimeout: 60_000,
      hookTimeout: 60_000,
      ...test,
    },
  }
}
