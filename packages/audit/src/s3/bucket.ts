import type { Agent as HttpAgent } from 'node:http'
import type { Agent as HttpsAgent } from 'node:https'
import { S3Client } from '@aws-sdk/client-s3'
import { numberProblem, throwProblems, urlProblem } from '../sinks/check-options.ts'

export interface BucketOptions {
  readonly bucket: string
  /** Where in the bucket the log is; default `audit/`. */
  readonly prefix?: string
  readonly region: string
  /** Of another vendor than AWS: `https://minio.example.com`; its buckets are then named in the path. */
  readonly endpoint?: string
  /** Default those that the SDK finds: variables, profiles, the machine's role. */
  readonly credentials?: S3Credentials
  /** For one request, in seconds; default 30. */
  readonly timeoutSecs?: number
  /** Lets an `http:` endpoint through that is not on this machine; default false. */
  readonly allowInsecureRequests?: boolean
  /** Connect; ones that cannot reach private space, where there are some. */
  readonly agents?: { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent }
  /** Instead of region, endpoint, credentials and agents; it is not closed. */
  readonly client?: S3Client
}

export interface S3Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export interface Bucket {
  readonly client: S3Client
  readonly bucket: string
  readonly prefix: string
  readonly timeoutSecs: number
  /** Host and path, for names: `s3.eu-central-1/acme-logs/audit/`. */
  readonly place: string
  close(): void
}

/** Throws `ConfigError` with these problems and its own. */
export function openBucket(options: BucketOptions, problems: readonly (string | null)[]): Bucket {
  const {
    bucket,
    prefix = 'audit/',
    region,
    endpoint,
    client,
    timeoutSecs = 30,
    allowInsecureRequests = false,
  } = options
  throwProblems([
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) ? null : 'bucket: expected the name of a bucket',
    /^[\w!.*'()/-]{0,500}$/.test(prefix) && !prefix.startsWith('/')
      ? null
      : 'prefix: expected letters, digits and /, without one in front',
    /^[a-z0-9-]{1,64}$/.test(region) ? null : 'region: expected the name of a region',
    endpoint === undefined ? null : urlProblem('endpoint', endpoint, allowInsecureRequests),
    numberProblem('timeoutSecs', timeoutSecs, 0.01, 300),
    ...problems,
  ])
  const ours = client === undefined ? createClient(options, timeoutSecs) : null
  const host = endpoint === undefined ? `s3.${region}` : new URL(endpoint).host
  return {
    client: client ?? (ours as S3Client), // one of the two is there
    bucket,
    prefix,
    timeoutSecs,
    place: `${host}/${bucket}/${prefix}`,
    close: () => ours?.destroy(),
  }
}

function createClient({ region, endpoint, credentials, agents }: BucketOptions, timeoutSecs: number): S3Client {
  return new S3Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts: 2,
    requestHandler: { ...agents, connectionTimeout: timeoutSecs * 1_000, requestTimeout: timeoutSecs * 1_000 },
    responseChecksumValidation: 'WHEN_REQUIRED', // the chain tells what was changed, and where
  })
}
