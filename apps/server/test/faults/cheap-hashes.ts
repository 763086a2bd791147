import { writeManifest } from '../manifest.ts'
import { newFolder } from '../process.ts'

/** A folder with a manifest that makes password hashes cheap, for tests that are about something else. */
export function cheapHashesIn(folder: string = newFolder()): string {
  writeManifest(folder, [{ name: 'password_auth', config: { memory_cost_kib: 8, time_cost: 1, max_failures: 1_000 } }])
  return folder
}
