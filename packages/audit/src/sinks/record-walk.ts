import type { AuditCheckpoint, AuditHead } from '@pylon/core'
import { emptyHead } from '../chain.ts'
import { parseEntryText } from '../read-entry.ts'
import { createWalk, type Walk } from '../walk.ts'
import { parseLine, type SinkRecord } from './record.ts'
import type { ShippedVerdict, VerifyOptions } from './shipped-verdict.ts'

interface Broken {
  readonly brokenAt: string
  readonly reason: string
}

export interface RecordWalk {
  /** What is broken, or null; `text` is null for bytes that are no line. */
  line(text: string | null): Broken | null
  /** After the last line. */
  end(): Exclude<ShippedVerdict, { ok: false }> | (Broken & { readonly ok: false })
}

/** Looks at the lines of a log, one after the other; after a break there is no going on. */
export function createRecordWalk({ verifier, expected, allowMissingStart = false }: VerifyOptions): RecordWalk {
  const leading: AuditCheckpoint[] = []
  let walk: Walk | null = null
  let firstSeq = 0
  let lastId = ''

  function line(text: string | null): Broken | null {
    const record = text === null ? null : parseLine(text)
    if (record === null) return { brokenAt: idIn(text) ?? lastId, reason: 'the line is no whole record' }
    return record.kind === 'entry' ? entry(record) : checkpoint(record.checkpoint)
  }

  function entry({ row }: SinkRecord & { kind: 'entry' }): Broken | null {
    if (walk === null) {
      walk = createWalk({ verifier, start: startBefore(row.seq, row.entry), allowRepeats: true })
      firstSeq = row.seq
    }
    const broken = walk.row(row)
    if (broken !== null) return broken
    lastId = row.id
    const early = row.seq === firstSeq ? leading.splice(0).map(each => walk?.checkpoint(each) ?? null) : []
    return firstOf([...early, row.seq === expected?.seq ? walk.expect(expected) : null])
  }

  function checkpoint(checkpoint: AuditCheckpoint): Broken | null {
    if (walk !== null) return walk.checkpoint(checkpoint)
    leading.push(checkpoint)
    return leading.length > maxLeading ? { brokenAt: checkpoint.id, reason: 'its entries are gone' } : null
  }

  /** What the first entry follows: nothing, what a signed cut allows to be gone, or anything if the caller says so. */
  function startBefore(seq: number, entryText: string): AuditHead {
    const cut = leading.find(each => each.kind === 'cut' && each.seq === seq - 1) // that it is signed is looked at below
    if (cut !== undefined) return { seq: cut.seq, hash: cut.hash }
    const hash = parseEntryText(entryText)?.prev_hash ?? ''
    return allowMissingStart && seq > 1 ? { seq: seq - 1, hash } : emptyHead
  }

  function end(): ReturnType<RecordWalk['end']> {
    const done = walk ?? createWalk({ verifier })
    const broken = firstOf([
      walk === null ? firstOf(leading.map(each => done.checkpoint(each))) : null,
      expected !== undefined && expected.seq > done.verdict().head.seq ? done.expect(expected) : null,
      expected !== undefined && expected.seq < firstSeq ? done.expect(expected) : null,
    ])
    if (broken !== null) return { ok: false, ...broken }
    const verdict = done.verdict()
    if (verdict.sealedSeq >= (expected?.sealedSeq ?? 0)) return { ...verdict, firstSeq }
    return { ok: false, brokenAt: lastId, reason: `the checkpoint of entry ${expected?.sealedSeq} is gone` }
  }

  return { line, end }
}

const maxLeading = 10_000

const firstOf = (found: readonly (Broken | null)[]): Broken | null => found.find(broken => broken !== null) ?? null

/** The id that a line which cannot be read claims. */
const idIn = (text: string | null): string | null => /"id":"([\x20-\x7e]{1,64}?)"/.exec(text ?? '')?.[1] ?? null
