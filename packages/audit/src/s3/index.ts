export type { BucketOptions, S3Credentials } from './bucket.ts'
export { type S3SinkOptions, s3Sink } from './s3-sink.ts'
export { type VerifyBucketOptions, verifyBucket } from './verify-bucket.ts'
