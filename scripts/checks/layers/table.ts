/** One row of the table: packages of one kind, and what their sources may import. */
export interface Layer {
  /** Where its packages stand; `*` is one folder name. */
  readonly folder: string
  /** Our own packages that its sources may import, by folder. */
  readonly mayImport: readonly string[]
  /** Modules of node that its sources may import; absent: any. */
  readonly nodeModules?: readonly string[]
  /** The reason, as it is told to somebody who breaks the row. */
  readonly because: string
}

/** Who may import whom. bench/ and examples/ may import everything and are not looked at. */
export const layers: readonly Layer[] = [
  { folder: 'apps/*', mayImport: ['packages/*', 'packages/*/*'], because: 'an app imports packages, not another app' },
  { folder: 'packages/adapters/*', mayImport: ['packages/core'], because: 'an adapter imports the core alone' },
  { folder: 'packages/flows/*', mayImport: ['packages/core'], because: 'a flow imports the core alone' },
  { folder: 'packages/security', mayImport: ['packages/core'], because: 'a plugin imports the core alone' },
  { folder: 'packages/audit', mayImport: ['packages/core'], because: 'the audit log imports the core alone' },
  { folder: 'packages/stores/*', mayImport: ['packages/core'], because: 'a store imports the core and its driver' },
  { folder: 'packages/testkit', mayImport: ['packages/core'], because: 'the testkit imports the core alone' },
  { folder: 'test-services', mayImport: [], because: 'the servers of tests know nothing of ours' },
  { folder: 'packages/net-guard', mayImport: [], because: 'net-guard stands alone' },
  { folder: 'packages/email', mayImport: [], because: 'email stands alone' },
  {
    folder: 'packages/core',
    mayImport: [],
    nodeModules: ['node:crypto'],
    because: 'the core imports node:crypto alone',
  },
]

/** Single imports that the rows above do not allow. */
export const edges: readonly { readonly from: string; readonly to: string }[] = [
  { from: 'packages/flows/oauth', to: 'packages/flows/jwt' }, // id tokens
]

/** What any test may import besides. */
export const testsMayImport: readonly string[] = ['packages/testkit', 'packages/core', 'test-services']

/** What no source imports, whatever its row says: it serves tests alone, or tests and apps. */
export const forTests: readonly string[] = ['@pylon/testkit', '@pylon/test-services']
export const forTestsAndApps: readonly string[] = ['@pylon/core/memory']

/** What our packages bring along from outside: somebody who adds a line here has weighed it. */
export const thirdParty: Readonly<Record<string, readonly string[]>> = {
  'packages/audit': ['@aws-sdk/client-s3'],
  'packages/email': ['nodemailer'],
  'packages/flows/jwt': ['jose'],
  'packages/flows/oauth': ['jose'],
  'packages/flows/password': ['@node-rs/argon2', '@node-rs/bcrypt'],
  'packages/flows/totp': ['otpauth', 'uqr'],
  'packages/net-guard': ['undici'],
  'packages/stores/postgres': ['pg'],
  'packages/stores/redis': ['ioredis'],
  'packages/stores/sqlite': ['better-sqlite3'],
  'packages/testkit': ['fast-check'],
  'test-services': ['ioredis'],
  'apps/server': ['@aws-sdk/client-s3', 'ajv', 'ajv-formats', 'fastest-levenshtein', 'pino', 'prom-client', 'zod'],
}
