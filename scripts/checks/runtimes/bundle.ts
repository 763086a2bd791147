import { copyFileSync, globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build } from 'tsup'

const sources = import.meta.dirname

/** Makes one file for each runtime, of the app and the sources of the core. */
export async function bundleApps(folder: string): Promise<void> {
  await build({
    config: false,
    entry: globSync(join(sources, 'on-*.ts')),
    format: 'esm',
    outExtension: () => ({ js: '.mjs' }),
    platform: 'node',
    target: 'es2024',
    splitting: false,
    noExternal: [/./],
    outDir: folder,
    silent: true,
  })
  for (const path of globSync(join(sources, '*.capnp'))) copyFileSync(path, join(folder, basename(path)))
}
