import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { freePort, newFolder, startProcess } from './process.ts'

/** Commands of one `sh run` block, and what their output must hold. */
interface Step {
  readonly commands: string
  readonly expected: readonly string[]
  readonly isAfterRestart: boolean
}

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')

function stepsOf(markdown: string): readonly Step[] {
  return [...markdown.matchAll(/^```sh run( after restart)?\n([\s\S]*?)^```$/gm)].flatMap(([, restart, block = '']) => {
    const parts = block.split(/^# → (.*)$/m)
    return parts.flatMap((commands, at) =>
      at % 2 === 0 && parts[at + 1] !== undefined
        ? [{ commands, expected: (parts[at + 1] ?? '').split(' '), isAfterRestart: restart !== undefined && at === 0 }]
        : [],
    )
  })
}

/** One shell for all blocks, because later ones use the variables of earlier ones. */
function openShell(env: Record<string, string>): { run(commands: string): Promise<string>; close(): void } {
  const shell = spawn('bash', [], { env: { PATH: process.env.PATH ?? '', ...env }, stdio: ['pipe', 'pipe', 'inherit'] })
  const end = '--- end of step ---'
  return {
    async run(commands) {
      let output = ''
      shell.stdin.write(`${commands}\necho\necho '${end}'\n`)
      while (!output.includes(end)) output += String((await once(shell.stdout, 'data'))[0])
      return output
    },
    close: () => shell.kill(),
  }
}

it('keeps what the README says, line by line', async () => {
  const steps = stepsOf(readme)
  expect(steps.length).toBeGreaterThanOrEqual(11)
  const folder = newFolder()
  const port = String(await freePort())
  // no manifest, as somebody has who follows the README: with the limits that are on by default
  const env = { PYLON_ADMIN_TOKEN: 'operator-token-of-at-least-32-characters', PYLON_PORT: port, PYLON_CONFIG: '' }
  const shell = openShell(env)
  let server = await startProcess(env, folder)
  for (const { commands, expected, isAfterRestart } of steps) {
    if (isAfterRestart) {
      await server.stop()
      server = await startProcess(env, folder)
    }
    const output = await shell.run(commands.replaceAll('127.0.0.1:4321', `127.0.0.1:${port}`))
    for (const part of expected) expect(output, commands).toContain(part)
  }
  shell.close()
  await server.stop()
})
