/** A JavaScript runtime that the core has to run on. */
export interface Runtime {
  readonly name: string
  /** Its package on npm and the version that is tried; null for the Node that runs this. */
  readonly install: { readonly name: string; readonly version: string } | null
  /** Where npm puts the program, below node_modules; the package for this machine is the only one that is installed. */
  readonly program: string
  /** What it is started with, in the folder of the bundles. */
  readonly args: readonly string[]
}

export const runtimes: readonly Runtime[] = [
  { name: 'node', install: null, program: '', args: ['on-node.mjs'] },
  {
    name: 'bun',
    install: { name: 'bun', version: '1.4.5' },
    program: '@oven/bun-*/bin/bun',
    args: ['run', 'on-bun.mjs'],
  },
  {
    name: 'deno',
    install: { name: 'deno', version: '2.9.6' },
    program: '@deno/*/deno',
    args: ['run', '--no-prompt', '--no-config', '--no-remote', '--allow-net=127.0.0.1', 'on-deno.mjs'],
  },
  {
    name: 'workerd',
    install: { name: 'workerd', version: '1.20261117.1' },
    program: '@cloudflare/workerd-*/bin/workerd',
    args: ['serve', '--control-fd=1', 'workerd.capnp'],
  },
]
