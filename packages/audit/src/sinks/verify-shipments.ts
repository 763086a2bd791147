import { linesOf } from './lines-of.ts'
import { createRecordWalk } from './record-walk.ts'
import type { ShippedVerdict, VerifyOptions } from './shipped-verdict.ts'

/** A file or an object. */
export interface Shipment {
  readonly name: string
  readonly chunks: AsyncIterable<Uint8Array>
}

/**
 * Looks at what was shipped to that target, record by record, in the order given: for sinks of one's own.
 *
 * @example
 * import { createReadStream } from 'node:fs'
 * import type { AuditVerifier } from '@pylon/audit'
 * import { verifyShipments } from '@pylon/audit/sinks'
 *
 * async function* shipments() {
 *   yield { name: 'collected.jsonl', chunks: createReadStream('collected.jsonl') }
 * }
 * const check = (verifier: AuditVerifier) => verifyShipments('collector', shipments(), { verifier })
 */
export async function verifyShipments(
  target: string,
  shipments: AsyncIterable<Shipment>,
  options: VerifyOptions,
): Promise<ShippedVerdict> {
  const walk = createRecordWalk(options)
  let place = target
  let isEmpty = true
  for await (const { name, chunks } of shipments) {
    isEmpty = false
    for await (const lines of linesOf(chunks)) {
      for (const { number, text } of lines) {
        place = `${name}:${number}`
        const broken = walk.line(text)
        if (broken !== null) return { ok: false, ...broken, place }
      }
    }
  }
  if (isEmpty) return { ok: false, brokenAt: '', place, reason: 'there is no log' }
  const end = walk.end()
  return end.ok ? end : { ...end, place }
}
