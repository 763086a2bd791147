import { type AuditRow, ConfigError } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { describe, expect, it, onTestFinished } from 'vitest'
import { checkpoint, entries, headOf, linesText, sealOf, testDraft, testKeys, testRows } from '../../test/make-log.ts'
import { type S3StandIn, startS3 } from '../../test/s3-stand-in.ts'
import { linkEntries } from '../chain.ts'
import type { VerifyOptions } from '../sinks/shipped-verdict.ts'
import { startShipping } from '../sinks/shipping/start-shipping.ts'
import type { AuditSink } from '../sinks/sink.ts'
import { type S3SinkOptions, s3Sink } from './s3-sink.ts'
import { verifyBucket } from './verify-bucket.ts'

const rows = testRows(12)
const rowAt = (at: number): AuditRow => rows[at] ?? expect.unreachable()
const keyOf = (first: number, last: number): string => `audit/${String(first).padStart(16, '0')}-${last}.jsonl`
const now = 1_800_000_000

function sinkTo(s3: S3StandIn, options: Partial<S3SinkOptions> = {}): AuditSink {
  const sink = s3Sink({ ...s3.options, clock: () => now, ...options })
  onTestFinished(() => sink.close())
  return sink
}

const verify = (s3: S3StandIn, options: Partial<VerifyOptions> = {}) =>
  verifyBucket({ ...s3.options, verifier: testKeys, expected: headOf(rows), ...options })

/** Three objects of entries, a late seal and a last one. */
async function fill(s3: S3StandIn): Promise<void> {
  const sink = sinkTo(s3)
  await sink.write(entries(rows.slice(0, 5)))
  await sink.write([...entries(rows.slice(5, 9)), checkpoint(rowAt(6))])
  await sink.write([checkpoint(rowAt(8)), ...entries(rows.slice(9)), checkpoint(rowAt(11))])
}

it('puts each portion into an object of its own, signed and checked', async () => {
  const s3 = await startS3()
  await fill(s3)
  expect([...s3.objects.keys()].sort()).toEqual([
    keyOf(1, 5),
    keyOf(6, 9),
    'audit/0000000000000007.seal.jsonl',
    'audit/0000000000000009.seal.jsonl',
    keyOf(10, 12),
    'audit/0000000000000012.seal.jsonl',
  ])
  const object = s3.objects.get(keyOf(1, 5))
  expect(object?.body.toString()).toBe(linesText(entries(rows.slice(0, 5))))
  expect(object?.headers['content-type']).toBe('application/x-ndjson')
  expect(object?.headers['x-amz-object-lock-mode']).toBeUndefined()
  expect(await verify(s3)).toMatchObject({ ok: true, entries: 12, sealedSeq: 12, head: headOf(rows) })
})

it('locks every object for as long as it is told to', async () => {
  const s3 = await startS3()
  await sinkTo(s3, { objectLockDays: 365 }).write([...entries(rows), checkpoint(rowAt(11))])
  for (const { headers } of s3.objects.values()) {
    expect(headers['x-amz-object-lock-mode']).toBe('COMPLIANCE')
    expect(Date.parse(String(headers['x-amz-object-lock-retain-until-date']))).toBe((now + 365 * 86_400) * 1_000)
  }
})

it('divides a portion that is too large for one object', async () => {
  const s3 = await startS3()
  await sinkTo(s3, { maxObjectBytes: 2_048 }).write(entries(rows))
  expect(s3.objects.size).toBeGreaterThan(2)
  for (const { body } of s3.objects.values()) expect(body.length).toBeLessThanOrEqual(2_048)
  expect(await verify(s3)).toMatchObject({ ok: true, entries: 12 })
})

it('takes an object that is there already for its own only when it is the same to the byte', async () => {
  const s3 = await startS3()
  const sink = sinkTo(s3)
  await sink.write(entries(rows.slice(0, 5)))
  await sink.write(entries(rows.slice(0, 5)))
  expect(s3.log.at(-2)).toBe(`PUT ${keyOf(1, 5)} 412`)

  const other = entries(testRows(5))
  await expect(sink.write(other)).rejects.toThrow('holds something else')
  expect(s3.objects.get(keyOf(1, 5))?.body.toString()).toBe(linesText(entries(rows.slice(0, 5))))
})

it('delivers through refusals and lost answers, and what overlaps verifies', async () => {
  const s3 = await startS3()
  const { audit } = memoryStores()
  const errors: unknown[] = []
  const sinks = [sinkTo(s3, { gatherSecs: 0 })]
  const options = {
    store: audit,
    sinks,
    batchSize: 4,
    intervalSecs: 0.05,
    onError: (error: unknown) => errors.push(error),
  }
  s3.faults.push(503, 'lost', 409)
  await audit.append(head =>
    linkEntries(
      head,
      Array.from({ length: 9 }, () => testDraft()),
    ),
  )
  const [last] = await audit.read(8, 1)
  await audit.insertCheckpoint(sealOf(last ?? expect.unreachable()))
  const shipping = startShipping(options)
  expect(await shipping.stop(20)).toBe(true)
  expect(errors.length).toBeGreaterThan(0)
  await sinkTo(s3).write(entries((await audit.read(0, 7)).slice(0, 7))) // another server, from the beginning
  expect([...s3.objects.keys()].sort()).toContain(keyOf(1, 7))
  const expected = { ...(await audit.head()), sealedSeq: 9 }
  expect(await verify(s3, { expected })).toMatchObject({ ok: true, entries: 9 })
})

it('throws what the bucket answers, without the secret key', async () => {
  const s3 = await startS3()
  const credentials = { accessKeyId: 'AKIDTEST', secretAccessKey: 'another key' }
  const error = await sinkTo(s3, { credentials })
    .write(entries(rows))
    .catch(thrown => thrown)
  expect(error).toMatchObject({ name: 'SignatureDoesNotMatch' })
  expect(`${error}${JSON.stringify(error)}${error.stack}`).not.toContain('another key')
  expect(s3.objects.size).toBe(0)
})

it('gives up on a bucket that does not answer', async () => {
  const s3 = await startS3()
  const write = sinkTo(s3, { endpoint: 'http://127.0.0.1:1', timeoutSecs: 0.5 }).write(entries(rows))
  await expect(write).rejects.toThrow()
})

describe('somebody who can write to the bucket', () => {
  it('changes no byte of an object without being noticed', async () => {
    const s3 = await startS3()
    await fill(s3)
    for (const [key, object] of s3.objects) {
      const { body } = object
      for (let at = 0; at < body.length; at += 389) {
        object.body = Buffer.from(body)
        object.body[at] = (body[at] ?? 0) ^ 1
        const line = body.subarray(0, at).toString('latin1').split('\n').length
        expect(await verify(s3)).toMatchObject({ ok: false, place: `${key}:${line}` })
      }
      object.body = body
    }
    expect(await verify(s3)).toMatchObject({ ok: true })
  })

  it('deletes, renames and cuts no object of entries without being noticed', async () => {
    const s3 = await startS3()
    await fill(s3)
    for (const [key, next] of [
      [keyOf(1, 5), 6],
      [keyOf(6, 9), 10],
      [keyOf(10, 12), null],
    ] as const) {
      const object = s3.objects.get(key) ?? expect.unreachable()
      s3.objects.delete(key)
      const verdict = await verify(s3)
      expect(verdict).toMatchObject({ ok: false })
      if (next === 6) expect(verdict).toMatchObject({ brokenAt: rowAt(5).id, place: `${keyOf(6, 9)}:1` })
      s3.objects.set('audit/9999999999999999-9999999999999999.jsonl', object)
      expect(await verify(s3)).toMatchObject({ ok: false })
      s3.objects.delete('audit/9999999999999999-9999999999999999.jsonl')
      s3.objects.set(key, { ...object, body: object.body.subarray(0, object.body.indexOf('\n') + 1) })
      expect(await verify(s3)).toMatchObject({ ok: false })
      s3.objects.set(key, object)
    }
    s3.objects.delete('audit/0000000000000012.seal.jsonl')
    expect(await verify(s3, { expected: { ...headOf(rows), sealedSeq: 12 } })).toMatchObject({ ok: false })
    s3.objects.clear()
    expect(await verify(s3)).toMatchObject({ ok: false, reason: 'there is no log' })
  })

  it('changes nothing by objects that are not of the log', async () => {
    const s3 = await startS3()
    await fill(s3)
    const object = { body: Buffer.from('x'), headers: {} }
    for (const key of ['audit/notes.txt', 'audit/0.jsonl', 'other/1', 'audit/sub/0000000000000001-5.jsonl'])
      s3.objects.set(key, object)
    expect(await verify(s3)).toMatchObject({ ok: true, entries: 12 })
  })
})

it.each([
  [{ bucket: 'Acme' }, 'bucket'],
  [{ bucket: 'a/../b' }, 'bucket'],
  [{ prefix: '/audit' }, 'prefix'],
  [{ prefix: 'audit\n' }, 'prefix'],
  [{ region: '' }, 'region'],
  [{ region: 'eu.evil.example/' }, 'region'],
  [{ endpoint: 'http://minio.example.com' }, 'endpoint'],
  [{ endpoint: 'minio' }, 'endpoint'],
  [{ objectLockDays: 0 }, 'objectLockDays'],
  [{ objectLockDays: 1.5 }, 'objectLockDays'],
  [{ maxObjectBytes: 1 }, 'maxObjectBytes'],
  [{ gatherSecs: -1 }, 'gatherSecs'],
  [{ timeoutSecs: 0 }, 'timeoutSecs'],
])('%j stops the start and names %s', (options, name) => {
  const start = () => s3Sink({ bucket: 'acme-audit', region: 'eu-central-1', ...(options as Partial<S3SinkOptions>) })
  expect(start).toThrow(ConfigError)
  expect(start).toThrow(new RegExp(`^${name}:`))
})
