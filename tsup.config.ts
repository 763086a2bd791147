import { defineConfig } from 'tsup'

/** One build for every package: `tsup --config` points here, the entries stand in the package's own script. */
export default defineConfig({
  format: ['esm'],
  target: 'node22',
  platform: 'node',
  dts: true,
  clean: true,
  sourcemap: true,
  splitting: true,
})
