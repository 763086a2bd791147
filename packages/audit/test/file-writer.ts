// Writes entries to a file without end, three at a time, and prints how far it came after each write.
import { appendFileSync, writeSync } from 'node:fs'
import type { AuditRow } from '@pylon/core'
import { emptyHead, linkEntries } from '../src/chain.ts'
import { fileSink } from '../src/sinks/file/file-sink.ts'
import { entries, testDraft } from './make-log.ts'

const [path = '', start = '{}'] = process.argv.slice(2)
const sink = fileSink({ path, maxBytes: 16_384 })
let head: Pick<AuditRow, 'seq' | 'hash'> = { ...emptyHead, ...JSON.parse(start) }

for (;;) {
  const rows = linkEntries(head, [testDraft(), testDraft(), testDraft()])
  appendFileSync(`${path}-source`, `${JSON.stringify(rows)}\n`) // the store, which has them first
  await sink.write(entries(rows))
  head = rows.at(-1) ?? head
  writeSync(1, `${JSON.stringify({ seq: head.seq, hash: head.hash })}\n`)
}
