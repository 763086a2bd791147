import { build } from 'esbuild'

/** The size of a script with everything that it imports, as it would be deployed. */
export async function minifiedBytes(script: string): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [script],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node22',
  })
  return outputFiles[0]?.contents.byteLength ?? Number.NaN
}
