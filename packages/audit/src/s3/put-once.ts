import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import type { Bucket } from './bucket.ts'

/** Puts an object that nobody may overwrite, us included; one that is there already must be the same to the byte. */
export async function putOnce(bucket: Bucket, key: string, text: string, retainUntil: Date | null): Promise<void> {
  const body = Buffer.from(text)
  const command = new PutObjectCommand({
    Bucket: bucket.bucket,
    Key: key,
    Body: body,
    ContentType: 'application/x-ndjson',
    ChecksumAlgorithm: 'SHA256',
    IfNoneMatch: '*',
    ...(retainUntil === null ? {} : { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: retainUntil }),
  })
  try {
    await bucket.client.send(command, { abortSignal: timeout(bucket) })
  } catch (error) {
    if (!isThere(error)) throw error
    if (!(await holds(bucket, key, body))) throw new Error(`${key} is there already and holds something else`)
  }
}

const timeout = ({ timeoutSecs }: Bucket): AbortSignal => AbortSignal.timeout(timeoutSecs * 1_000)

/** 412: a put whose answer was lost did its work. */
function isThere(error: unknown): boolean {
  const metadata = error instanceof Error && '$metadata' in error ? error.$metadata : null
  return (
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata && metadata.httpStatusCode === 412
  )
}

async function holds(bucket: Bucket, key: string, body: Buffer): Promise<boolean> {
  const command = new GetObjectCommand({ Bucket: bucket.bucket, Key: key })
  const found = await bucket.client.send(command, { abortSignal: timeout(bucket) })
  if (found.ContentLength !== body.length) return false
  return body.equals((await found.Body?.transformToByteArray()) ?? new Uint8Array())
}
