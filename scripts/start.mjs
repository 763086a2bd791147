// Builds the reference server and runs it in this process, so that signals reach it directly.
import './require-node.mjs'
import { spawnSync } from 'node:child_process'

const build = spawnSync('turbo', ['run', 'build', '--filter=@pylon/server...', '--output-logs=errors-only'], {
  stdio: ['ignore', 'pipe', 'pipe'],
  encoding: 'utf8',
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
})
if (build.status !== 0) {
  console.error(build.error?.message ?? `${build.stdout}${build.stderr}`)
  console.error('The build failed; see above.')
  process.exit(1)
}

await import('../apps/server/dist/main.js')
