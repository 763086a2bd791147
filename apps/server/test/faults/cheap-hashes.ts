import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newFolder } from '../process.ts'

/** A folder with a manifest that makes password hashes cheap, for tests that are about something else. */
export function cheapHashesIn(folder = newFolder()): string {
  const config = { memory_cost_kib: 8, time_cost: 1, max_failures: 1_000 }
  writeFileSync(join(folder, 'pylon.config.json'), JSON.stringify({ plugins: [{ name: 'password_auth', config }] }))
  return folder
}
