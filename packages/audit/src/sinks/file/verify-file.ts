import { createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ShippedVerdict, VerifyOptions } from '../shipped-verdict.ts'
import { type Shipment, verifyShipments } from '../verify-shipments.ts'
import { listRotated } from './rotated-files.ts'

/**
 * Looks at every byte of a log in files, those that it was rotated to first, and names the first place that is broken.
 * A torn last line is one: where the writer was killed, its next start mends that.
 *
 * Throws when a file cannot be read.
 *
 * @example
 * import { createAuditVerifier } from '@pylon/audit'
 * import { verifyFile } from '@pylon/audit/sinks'
 *
 * const check = async (publicKey: string) =>
 *   console.log(await verifyFile('/var/lib/acme/audit.jsonl', { verifier: createAuditVerifier([publicKey]) }))
 */
export async function verifyFile(path: string, options: VerifyOptions): Promise<ShippedVerdict> {
  const target = resolve(path)
  const rotated = await listRotated(target)
  const files = (await isThere(target)) ? [...rotated, target] : rotated // right after a rotation it is not
  return verifyShipments(target, shipmentsOf(files), options)
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}

async function* shipmentsOf(files: readonly string[]): AsyncGenerator<Shipment> {
  for (const name of files) yield { name, chunks: createReadStream(name, { highWaterMark: 262_144 }) }
}
