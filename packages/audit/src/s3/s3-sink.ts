import { type Clock, systemClock } from '@pylon/core'
import { numberProblem, textProblem, wholeProblem } from '../sinks/check-options.ts'
import { type Gathered, gatherLines } from '../sinks/gather-lines.ts'
import { createTurns } from '../sinks/in-turn.ts'
import { lineOf, type SinkRecord, seqOf } from '../sinks/record.ts'
import type { AuditSink } from '../sinks/sink.ts'
import { type BucketOptions, openBucket } from './bucket.ts'
import { checkpointKey, entriesKey } from './object-key.ts'
import { putOnce } from './put-once.ts'

export interface S3SinkOptions extends BucketOptions {
  /** Object Lock in compliance mode for that long: nobody deletes an object sooner. Default null: none. */
  readonly objectLockDays?: number | null
  /** Of one object; default 8 MiB. */
  readonly maxObjectBytes?: number
  /** For how long entries are gathered for an object, in seconds; default 10. */
  readonly gatherSecs?: number
  readonly clock?: Clock
  /** Default `s3:` and host, bucket and prefix. */
  readonly name?: string
}

/**
 * Puts entries into a bucket of S3 or of something like it, an object of JSON lines for each portion, and each
 * checkpoint into one of its own. No object is ever overwritten.
 *
 * Throws `ConfigError`.
 *
 * @example
 * import { s3Sink } from '@pylon/audit/s3'
 *
 * const sink = s3Sink({ bucket: 'acme-audit', region: 'eu-central-1', objectLockDays: 365 })
 */
export function s3Sink(options: S3SinkOptions): AuditSink {
  const { objectLockDays = null, maxObjectBytes = 8_388_608, gatherSecs = 10, clock = systemClock, name } = options
  const bucket = openBucket(options, [
    objectLockDays === null ? null : wholeProblem('objectLockDays', objectLockDays, 1, 36_500),
    wholeProblem('maxObjectBytes', maxObjectBytes, 1_024, 67_108_864),
    numberProblem('gatherSecs', gatherSecs, 0, 3_600),
    name === undefined ? null : textProblem('name', name, 500),
  ])
  const inTurn = createTurns()

  async function write(records: readonly SinkRecord[]): Promise<void> {
    for (const portion of gatherLines(records.filter(isEntry), maxObjectBytes)) {
      await put(keyOf(portion), portion.lines)
    }
    for (const record of records) {
      if (record.kind === 'checkpoint') await put(checkpointKey(bucket.prefix, record.checkpoint), [lineOf(record)])
    }
  }

  const put = (key: string, lines: readonly string[]): Promise<void> =>
    putOnce(bucket, key, `${lines.join('\n')}\n`, retainUntil())

  const retainUntil = (): Date | null =>
    objectLockDays === null ? null : new Date((clock() + objectLockDays * 86_400) * 1_000)

  function keyOf({ records }: Gathered): string {
    const seqs = records.map(seqOf)
    return entriesKey(bucket.prefix, seqs[0] ?? 0, seqs.at(-1) ?? 0)
  }

  return {
    name: name ?? `s3:${bucket.place}`,
    gatherSecs,
    write: records => inTurn(() => write(records)),
    close: () => inTurn(async () => bucket.close()),
  }
}

const isEntry = (record: SinkRecord): boolean => record.kind === 'entry'
