import { GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3'
import type { ShippedVerdict, VerifyOptions } from '../sinks/shipped-verdict.ts'
import { type Shipment, verifyShipments } from '../sinks/verify-shipments.ts'
import { type Bucket, type BucketOptions, openBucket } from './bucket.ts'
import { isLogKey } from './object-key.ts'

export interface VerifyBucketOptions extends BucketOptions, VerifyOptions {}

/**
 * Looks at every byte of a log in a bucket, and names the first object and line that is broken.
 *
 * Throws `ConfigError`, and what the SDK throws when the bucket cannot be read.
 *
 * @example
 * import { createAuditVerifier } from '@pylon/audit'
 * import { verifyBucket } from '@pylon/audit/s3'
 *
 * const check = async (publicKey: string) => {
 *   const verifier = createAuditVerifier([publicKey])
 *   console.log(await verifyBucket({ bucket: 'acme-audit', region: 'eu-central-1', verifier }))
 * }
 */
export async function verifyBucket(options: VerifyBucketOptions): Promise<ShippedVerdict> {
  const bucket = openBucket(options, [])
  try {
    return await verifyShipments(bucket.place, shipmentsOf(bucket), options)
  } finally {
    bucket.close()
  }
}

async function* shipmentsOf(bucket: Bucket): AsyncGenerator<Shipment> {
  const input = { Bucket: bucket.bucket, Prefix: bucket.prefix }
  for await (const page of paginateListObjectsV2({ client: bucket.client }, input)) {
    for (const { Key: key = '' } of page.Contents ?? []) {
      if (isLogKey(bucket.prefix, key)) yield { name: key, chunks: await read(bucket, key) }
    }
  }
}

async function read({ client, bucket, timeoutSecs }: Bucket, key: string): Promise<AsyncIterable<Uint8Array>> {
  const command = new GetObjectCommand({ Bucket: bucket, Key: key })
  const { Body: body } = await client.send(command, { abortSignal: AbortSignal.timeout(timeoutSecs * 1_000) })
  if (body === undefined || !(Symbol.asyncIterator in body)) throw new Error(`${key} has no body to be read`)
  return body as AsyncIterable<Uint8Array> // a stream of Node's, in Node
}
