import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../run.ts'
import type { Runtime } from './runtimes.ts'

/** Installs what is missing; throws with npm's words when it cannot. */
export async function installRuntimes(folder: string, runtimes: readonly Runtime[]): Promise<void> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  const wanted = runtimes.flatMap(({ install }) => (install === null ? [] : [install]))
  if (wanted.every(({ name, version }) => installedVersion(folder, name) === version)) return

  console.log(`installing ${wanted.map(({ name, version }) => `${name} ${version}`).join(', ')} (once; 350 MB)`)
  const names = wanted.map(({ name, version }) => `${name}@${version}`)
  // their install scripts only move the program to another place
  const flags = ['--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts']
  const { isOk, output } = await run('npm', ['install', ...flags, ...names], { timeoutSecs: 300 })
  if (!isOk) throw new Error(`npm could not install the runtimes\n${output}`)
}

export function programOf(folder: string, { name, program, install }: Runtime): string {
  if (install === null) return process.execPath
  const [path] = globSync(program, { cwd: join(folder, 'node_modules') })
  if (path === undefined) throw new Error(`npm has no ${name} for ${process.platform} on ${process.arch}`)
  return join(folder, 'node_modules', path)
}

function installedVersion(folder: string, name: string): string | null {
  const path = join(folder, 'node_modules', name, 'package.json')
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).version : null
}
