import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type LaunchOptions } from 'playwright-core'
import { newFolder } from '../process.ts'

const usualPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The Chromium of this machine; as root on Debian it is installed when it is missing. Null, with the reason told: there is none. */
export function findChromium(): string | null {
  const find = (): string | null => usualPlaces.find(path => existsSync(path)) ?? null
  const found = find()
  if (found !== null) return found
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.error('chromium is missing: installing it with apt-get')
    aptInstall('chromium')
  }
  const installed = find()
  if (installed === null)
    console.warn('skipped: chromium (Debian package "chromium") is not there and cannot be installed')
  return installed
}

/** Reaches this machine alone; takes certificates that nobody signed. */
export const launchChromium = (executablePath: string): Promise<Browser> => chromium.launch(optionsOf(executablePath))

/** The same, and it sends cookies along to other sites, as Debian's does not by default. */
export async function launchTolerantChromium(executablePath: string): Promise<Browser> {
  const folder = newFolder()
  mkdirSync(join(folder, 'Default'))
  writeFileSync(join(folder, 'Default', 'Preferences'), JSON.stringify({ profile: { cookie_controls_mode: 0 } }))
  const context = await chromium.launchPersistentContext(folder, optionsOf(executablePath))
  const browser = context.browser()
  if (browser === null) throw new Error('this Chromium keeps its browser to itself')
  return browser
}

const optionsOf = (executablePath: string): LaunchOptions => ({
  executablePath,
  chromiumSandbox: process.getuid?.() !== 0, // which root cannot have
  args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'],
})

/** Several test files may find it missing at once: the second waits for the first. */
function aptInstall(name: string): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args: string[]): unknown =>
    execFileSync('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args], { env, stdio: 'ignore' })
  try {
    apt('update')
    apt('install', '-y', '--no-install-recommends', name)
  } catch (error) {
    console.warn('apt-get failed', error)
  }
}
