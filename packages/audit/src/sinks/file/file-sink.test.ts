import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigError } from '@pylon/core'
import { expect, it, onTestFinished } from 'vitest'
import { checkpoint, entries, headOf, linesText, testKeys, testRows } from '../../../test/make-log.ts'
import { tempFolder } from '../../../test/temp-folder.ts'
import type { AuditSink } from '../sink.ts'
import { type FileSinkOptions, fileSink } from './file-sink.ts'
import { verifyFile } from './verify-file.ts'

const rows = testRows(40)
const records = entries(rows)
const whole = { ok: true, entries: 40, firstSeq: 1, head: headOf(rows) }

function openSink(options: Partial<FileSinkOptions> = {}): { sink: AuditSink; path: string } {
  const path = options.path ?? join(tempFolder(), 'logs', 'audit.jsonl')
  const sink = fileSink({ ...options, path })
  onTestFinished(() => sink.close())
  return { sink, path }
}

const verify = (path: string, allowMissingStart = false) =>
  verifyFile(path, { verifier: testKeys, expected: headOf(rows), allowMissingStart })

it('appends readable lines to a file for its owner alone', async () => {
  const { sink, path } = openSink()
  await sink.write(records.slice(0, 20))
  await sink.write(records.slice(20))
  expect(readFileSync(path, 'utf8')).toBe(linesText(records))
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
  expect(JSON.parse(readFileSync(path, 'utf8').split('\n')[0] ?? '')).toMatchObject({ seq: 1, hash: rows[0]?.hash })
  expect(await verify(path)).toMatchObject(whole)
})

it('keeps the order of writes that are under way together', async () => {
  const { sink, path } = openSink({ maxBytes: 4_096 })
  await Promise.all(records.map(record => sink.write([record])))
  expect(await verify(path)).toMatchObject(whole)
})

it('moves a full file away under the number of its first entry, and verifies all of them in their order', async () => {
  const { sink, path } = openSink({ maxBytes: 4_096 })
  await sink.write(records)
  await sink.write([checkpoint(rows[39] ?? expect.unreachable())])
  const names = readdirSync(dirname(path))
  expect(names.length).toBeGreaterThan(4)
  for (const name of names) expect(statSync(join(dirname(path), name)).size).toBeLessThanOrEqual(4_096)
  expect(names).toContain('audit.jsonl.000000000001')
  expect(await verify(path)).toMatchObject({ ...whole, sealedSeq: 40 })

  const middle = names.sort()[2] ?? ''
  const seqAfter = Number(names[3]?.slice(-12))
  rmSync(join(dirname(path), middle))
  expect(await verify(path)).toMatchObject({
    ok: false,
    brokenAt: rows[seqAfter - 1]?.id,
    place: `${join(dirname(path), names[3] ?? '')}:1`,
  })
})

it('never moves a file over another one', async () => {
  const { sink, path } = openSink({ maxBytes: 4_096 })
  mkdirSync(dirname(path), { mode: 0o700 })
  const taken = `${path}.000000000001`
  writeFileSync(taken, linesText(records.slice(0, 1)))
  await sink.write(records)
  expect(readFileSync(taken, 'utf8')).toBe(linesText(records.slice(0, 1)))
  expect(readFileSync(`${taken}-2`, 'utf8')).toContain('"seq":1,')
  expect(await verify(path)).toMatchObject(whole)
})

it('keeps as many files as it is told to', async () => {
  const { sink, path } = openSink({ maxBytes: 4_096, maxFiles: 2 })
  await sink.write(records)
  expect(readdirSync(dirname(path))).toHaveLength(3)
  expect(await verify(path)).toMatchObject({ ok: false })
  expect(await verify(path, true)).toMatchObject({ ok: true, head: headOf(rows) })
})

it('cuts off a line that a crash left half written, wherever it ends', async () => {
  const line = Buffer.from(linesText(records.slice(1, 2)))
  for (let length = 1; length < line.length; length += 7) {
    const { sink, path } = openSink()
    await sink.write(records.slice(0, 1))
    await sink.close()
    appendFileSync(path, line.subarray(0, length))
    await sink.write(records.slice(1))
    expect(readFileSync(path, 'utf8')).toBe(linesText(records))
    await sink.close()
  }
})

it('begins again where a crash left half of the first line', async () => {
  const line = Buffer.from(linesText(records.slice(0, 1)))
  for (let length = 1; length < line.length; length += 7) {
    const path = join(tempFolder(), 'audit.jsonl')
    writeFileSync(path, line.subarray(0, length))
    const { sink } = openSink({ path })
    await sink.write(records)
    expect(readFileSync(path, 'utf8')).toBe(linesText(records))
    await sink.close()
  }
})

it.each(['root:x:0:0\n', '{"name":"acme"}', '{\n  "name": "acme"\n}\n', '{"name":"acme"}\n', '\n', 'x'])(
  'leaves a file alone that holds %j',
  async content => {
    const path = join(tempFolder(), 'audit.jsonl')
    writeFileSync(path, content)
    await expect(openSink({ path }).sink.write(records)).rejects.toThrow('holds something else')
    expect(readFileSync(path, 'utf8')).toBe(content)
  },
)

it('follows no link, and writes to no folder and no device', async () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'target'), '')
  symlinkSync(join(folder, 'target'), join(folder, 'link'))
  for (const path of [join(folder, 'link'), folder, '/dev/null']) {
    await expect(openSink({ path }).sink.write(records)).rejects.toThrow()
  }
  expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('')
})

it.each([
  ['moved away', (path: string) => renameSync(path, `${path}.moved`)],
  ['deleted', (path: string) => rmSync(path)],
  ['cut', (path: string) => truncateSync(path, 900)],
])('goes on in a file of that name when the old one was %s', async (_, change) => {
  const { sink, path } = openSink()
  await sink.write(records.slice(0, 20))
  change(path)
  await sink.write(records.slice(20))
  expect(readFileSync(path, 'utf8').endsWith(linesText(records.slice(20)))).toBe(true)
  expect(await verify(path)).toMatchObject({ ok: false })
})

it('leaves nothing half written on a full disk, and goes on when there is room', async () => {
  const path = join(tempFolder(), 'audit.jsonl')
  const script = fileURLToPath(new URL('../../../test/full-disk.ts', import.meta.url))
  const command = `ulimit -f 16 && exec "${process.execPath}" --conditions=@pylon/source "${script}" "${path}"`
  const { rows: stored, failed, written } = JSON.parse(execFileSync('sh', ['-c', command], { encoding: 'utf8' }))
  expect(failed).toBe('EFBIG')
  expect(written).toBeGreaterThan(0)
  expect(readFileSync(path, 'utf8')).toBe(linesText(entries(stored.slice(0, written))))

  const { sink } = openSink({ path })
  await sink.write(entries(stored.slice(written)))
  expect(await verifyFile(path, { verifier: testKeys, expected: headOf(stored) })).toMatchObject({ ok: true })
})

it('says that there is no log where there is none', async () => {
  const path = join(tempFolder(), 'nothing', 'audit.jsonl')
  expect(await verify(path)).toEqual({ ok: false, brokenAt: '', place: path, reason: 'there is no log' })
})

it.each([
  [{ path: '' }, 'path'],
  [{ path: ' audit' }, 'path'],
  [{ path: 'a\0b' }, 'path'],
  [{ maxBytes: 0 }, 'maxBytes'],
  [{ maxBytes: Number.NaN }, 'maxBytes'],
  [{ maxFiles: 0 }, 'maxFiles'],
  [{ name: '' }, 'name'],
])('%j stops the start and names %s', (options, name) => {
  const start = () => fileSink({ path: 'audit.jsonl', ...(options as Partial<FileSinkOptions>) })
  expect(start).toThrow(ConfigError)
  expect(start).toThrow(new RegExp(`^${name}:`))
})
