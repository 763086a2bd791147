import type { AuditRow } from '@pylon/core'
import { describe, expect, it } from 'vitest'
import { checkpoint, entries, headOf, linesText, testKeys, testRows } from '../../test/make-log.ts'
import type { ShippedVerdict, VerifyOptions } from './shipped-verdict.ts'
import { verifyShipments } from './verify-shipments.ts'

const rows = testRows(10)
const rowAt = (at: number): AuditRow => rows[at] ?? expect.unreachable()

const records = [...entries(rows.slice(0, 5)), checkpoint(rowAt(4)), ...entries(rows.slice(5)), checkpoint(rowAt(9))]
const text = linesText(records)
const bytes = Buffer.from(text)
const lines = text.split('\n').slice(0, -1)
const expected = { ...headOf(rows), sealedSeq: 10 }

function verify(content: Uint8Array | string, options: Partial<VerifyOptions> = {}): Promise<ShippedVerdict> {
  async function* shipments() {
    yield {
      name: 'log',
      chunks: (async function* () {
        yield Buffer.from(content)
      })(),
    }
  }
  return verifyShipments('log', shipments(), { verifier: testKeys, expected, ...options })
}

const verifyLines = (changed: readonly string[], options?: Partial<VerifyOptions>): Promise<ShippedVerdict> =>
  verify(changed.map(line => `${line}\n`).join(''), options)

it('accepts what was shipped', async () => {
  expect(await verify(bytes)).toEqual({ ok: true, entries: 10, firstSeq: 1, head: headOf(rows), sealedSeq: 10 })
})

it('names the line of any byte that was changed', async () => {
  const small = Buffer.from(linesText([...records.slice(0, 2), checkpoint(rowAt(1)), ...records.slice(2, 3)]))
  let line = 1
  for (let at = 0; at < small.length; at++) {
    for (const flip of [1, 0x80]) {
      const changed = Buffer.from(small)
      changed[at] = (changed[at] ?? 0) ^ flip
      const verdict = await verify(changed, { expected: headOf(rows.slice(0, 3)) })
      if (verdict.ok || verdict.place !== `log:${line}`) expect.fail(`byte ${at} ^ ${flip}: ${JSON.stringify(verdict)}`)
    }
    if (small[at] === 0x0a) line += 1
  }
})

it('names the entry whose fields were changed', async () => {
  for (const [at, row] of rows.slice(0, 5).entries()) {
    const changed = lines.with(at, lines[at]?.replace('192.0.2.7', '192.0.2.8') ?? '')
    expect(await verifyLines(changed)).toMatchObject({ ok: false, brokenAt: row.id, place: `log:${at + 1}` })
  }
})

it('shows at any length that the rest was cut off', async () => {
  for (let length = bytes.length - 1; length >= 0; length -= length > 1_500 ? 7 : 1) {
    const verdict = await verify(bytes.subarray(0, length))
    if (verdict.ok) expect.fail(`${length} bytes`)
  }
})

it('names what stands behind any entry that was deleted', async () => {
  for (const [at, line] of lines.entries()) {
    const verdict = await verifyLines(lines.toSpliced(at, 1))
    const isOlderSeal = line.startsWith('{"checkpoint"') && at < lines.length - 1
    expect(verdict, `line ${at + 1}`).toMatchObject(
      isOlderSeal ? { ok: true, sealedSeq: 10 } : { ok: false, place: `log:${Math.min(at + 1, lines.length - 1)}` },
    )
  }
})

it('names the first of any two entries that changed places', async () => {
  const at = lines.flatMap((line, index) => (line.startsWith('{"checkpoint"') ? [] : [index]))
  for (const a of at) {
    for (const b of at.filter(index => index > a)) {
      const swapped = lines.with(a, lines[b] ?? '').with(b, lines[a] ?? '')
      expect(await verifyLines(swapped)).toMatchObject({ ok: false, place: `log:${a + 1}` })
    }
  }
})

it('refuses any line that was put in', async () => {
  const foreign = linesText(entries(testRows(3))).split('\n')
  for (const line of [
    '',
    '{}',
    'x',
    foreign[0] ?? '',
    foreign[2] ?? '',
    linesText([...testRows(1).map(row => checkpoint(row))]).trim(),
  ]) {
    for (let at = 0; at <= lines.length; at++) {
      expect(await verifyLines(lines.toSpliced(at, 0, line))).toMatchObject({ ok: false })
    }
  }
})

it('takes each record in one spelling alone', async () => {
  const [entry = '', seal = ''] = [lines[0], lines[5]]
  const spellings = [
    [seal, seal.replace('{"checkpoint":{', '{"checkpoint": {')],
    [seal, seal.replace('"seq"', '"note":1,"seq"')],
    [seal, seal.replace(/}$/, ',"note":1}')],
    [entry, `${entry} `],
    [entry, `${entry}\r`],
    [entry, `\ufeff${entry}`],
  ] as const
  for (const [line, other] of spellings) {
    expect(await verify(text.replace(line, other)), other).toMatchObject({ ok: false })
  }
})

it('takes no bytes for a text that they are not', async () => {
  const at = bytes.indexOf('\ufffd') // what a lenient reader makes of a byte that is no text
  expect(at).toBeGreaterThan(0)
  const changed = Buffer.concat([bytes.subarray(0, at), Buffer.of(0xff), bytes.subarray(at + 3)])
  expect(await verify(changed)).toMatchObject({ ok: false, place: 'log:1' })
})

it('passes over what was shipped again, and over nothing else', async () => {
  expect(await verifyLines([...lines.slice(0, 4), ...lines.slice(2, 8), ...lines.slice(1)])).toMatchObject({
    ok: true,
    entries: 10,
  })
  const changed = lines[2]?.replace('192.0.2.7', '192.0.2.8') ?? ''
  expect(await verifyLines([...lines.slice(0, 4), changed])).toMatchObject({ ok: false, place: 'log:5' })
})

it('takes a checkpoint that comes late, and none that comes before its entry', async () => {
  const late = [...lines.slice(0, 5), ...lines.slice(6, 9), lines[5] ?? '', ...lines.slice(9)]
  expect(await verifyLines(late)).toMatchObject({ ok: true })
  expect(await verifyLines([lines[5] ?? '', ...lines])).toMatchObject({ ok: false })
})

describe('a log whose beginning is gone', () => {
  const tail = entries(rows.slice(4))

  it('is broken', async () => {
    expect(await verify(linesText(tail))).toMatchObject({ ok: false, brokenAt: rowAt(4).id, place: 'log:1' })
    expect(await verify(linesText([checkpoint(rowAt(3)), ...tail]))).toMatchObject({ ok: false })
  })

  it('is whole behind a signed cut of just that beginning', async () => {
    const options = { expected: headOf(rows) }
    expect(await verify(linesText([checkpoint(rowAt(3), 'cut'), ...tail]), options)).toMatchObject({
      ok: true,
      firstSeq: 5,
    })
    expect(await verify(linesText([checkpoint(rowAt(2), 'cut'), ...tail]), options)).toMatchObject({ ok: false })
    const forged = linesText([checkpoint(rowAt(3))]).replace('"seal"', '"cut"')
    expect(await verify(forged + linesText(tail), options)).toMatchObject({
      ok: false,
      reason: 'the checkpoint is forged',
    })
  })

  it('is taken where the caller says so, and every entry counts all the same', async () => {
    const options = { allowMissingStart: true, expected: headOf(rows) }
    expect(await verify(linesText(tail), options)).toMatchObject({ ok: true, entries: 6, firstSeq: 5 })
    expect(await verify(linesText(tail.toSpliced(2, 1)), options)).toMatchObject({ ok: false, place: 'log:3' })
    expect(await verify(linesText(tail), { ...options, expected: headOf(rows.slice(0, 2)) })).toMatchObject({
      ok: false,
    })
  })
})

it('notices another log in the place of this one', async () => {
  const other = testRows(12)
  expect(await verify(linesText(entries(other)))).toMatchObject({ ok: false, brokenAt: other[9]?.id })
  expect(await verify(linesText(entries(other)), { expected: headOf([rowAt(0)]) })).toMatchObject({
    ok: false,
    place: 'log:1',
  })
})

it('refuses an endless line without holding it', async () => {
  async function* endless() {
    for (;;) yield Buffer.alloc(65_536, 'x')
  }
  async function* shipments() {
    yield { name: 'log', chunks: endless() }
  }
  expect(await verifyShipments('log', shipments(), { verifier: testKeys })).toMatchObject({ ok: false, place: 'log:1' })
})

it('reads lines whole however their bytes arrive', async () => {
  async function* single() {
    for (const byte of bytes) yield Buffer.of(byte)
  }
  async function* shipments() {
    yield { name: 'log', chunks: single() }
  }
  expect(await verifyShipments('log', shipments(), { verifier: testKeys, expected })).toMatchObject({ ok: true })
})
