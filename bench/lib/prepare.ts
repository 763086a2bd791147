import { spawnSync } from 'node:child_process'
import { scriptPath } from './server-process.ts'

/** Installs what Pylon is measured against and builds Pylon as its users get it. */
export function prepare(): void {
  const peers = scriptPath('peers')
  run('pnpm', ['install', '--frozen-lockfile', '--dir', peers], peers)
  run('turbo', ['run', 'build', '--output-logs=errors-only'], scriptPath('..'))
}

function run(command: string, args: readonly string[], cwd: string): void {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  })
  if (status === 0) return
  throw new Error(
    `${command} ${args.join(' ')} failed; start the bench by \`npx -y pnpm@12 bench\`\n${stdout}${stderr}`,
    {
      cause: error,
    },
  )
}
