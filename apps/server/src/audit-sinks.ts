import { type AuditSink, fileSink, stdoutSink, webhookSink } from '@pylon/audit/sinks'
import type { Config } from './config/config.ts'
import type { SinkSettings } from './config/defence-schemas.ts'
import { flowSettings } from './plugins/entries.ts'
import { createWayOut } from './way-out.ts'

/** The sinks that the manifest names. Throws `ConfigError` for what they cannot be made with. */
export async function openAuditSinks(config: Config): Promise<readonly AuditSink[]> {
  const { sinks = [] } = flowSettings(config, 'audit_log') as { readonly sinks?: readonly SinkSettings[] }
  return Promise.all(sinks.map(settings => openSink(settings, config)))
}

async function openSink(settings: SinkSettings, config: Config): Promise<AuditSink> {
  switch (settings.type) {
    case 'file':
      return fileSink({ path: settings.path, ...(settings.max_bytes && { maxBytes: settings.max_bytes }) })
    case 'stdout':
      return stdoutSink({ stream: process.stdout })
    case 'webhook':
      return webhookSink({ url: settings.url, secret: settings.secret, fetch: createWayOut(config).fetch })
    case 's3':
      return openBucketSink(settings)
  }
}

async function openBucketSink(settings: Extract<SinkSettings, { type: 's3' }>): Promise<AuditSink> {
  const { bucket, prefix, region = 'us-east-1', endpoint, object_lock_days: objectLockDays } = settings
  const { s3Sink } = await import('@pylon/audit/s3') // a large library, for those who use it
  return s3Sink({
    ...{ bucket, region, objectLockDays: objectLockDays ?? null },
    ...(prefix !== undefined && { prefix }),
    ...(endpoint !== undefined && { endpoint }),
  })
}
