import type { AuditCheckpoint, AuditRow } from '@pylon/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { fill, openLog, testKeys } from '../test/sealed-log.ts'
import { type Tables, tableStore, tablesOf } from '../test/table-store.ts'
import { breakIn, hashEntry } from './chain.ts'
import { signCheckpoint } from './checkpoint.ts'
import { createAuditKeys } from './keys.ts'
import { verifyLog } from './verify.ts'

const count = 90
let whole: Tables
beforeAll(async () => {
  const { log, store } = openLog({ checkpointEvery: 20 })
  await fill(log, count)
  await log.stop()
  whole = await tablesOf(store)
})

/** Verifies a copy of the log after somebody had their hands on it. */
async function verifyAfter(change: (tables: Tables) => void) {
  const tables = { rows: [...whole.rows], checkpoints: [...whole.checkpoints], head: whole.head }
  change(tables)
  return verifyLog({ store: tableStore(tables), verifier: testKeys })
}

const places = Array.from({ length: count }, (_, index) => index)
const rowAt = (place: number): AuditRow => whole.rows[place] as AuditRow
const idAt = (place: number): string => rowAt(place).id
const sealFrom = (place: number): AuditCheckpoint => whole.checkpoints.find(({ seq }) => seq > place) as AuditCheckpoint // of an entry at that place or after it

/** What an attacker makes of rows who knows how they are chained, and has no key. */
function relink(rows: readonly AuditRow[], from: number): AuditRow[] {
  const linked = rows.slice(0, from)
  for (const [index, row] of rows.slice(from).entries()) {
    const [seq, prevHash] = [from + index + 1, linked.at(-1)?.hash ?? '']
    const entry = JSON.stringify({ ...JSON.parse(row.entry), seq, prev_hash: prevHash })
    linked.push({ ...row, seq, entry, hash: hashEntry(entry) })
  }
  return linked
}

const forge = (row: AuditRow): AuditRow => ({ ...row, entry: row.entry.replace('192.0.2.1', '198.51.100.9') })
const headOf = ({ rows }: Tables) => ({ seq: rows.length, hash: rows.at(-1)?.hash ?? '' })

describe('verifyLog', () => {
  it('finds nothing in a log that nobody touched', async () => {
    expect(whole.checkpoints.map(({ seq }) => seq)).toEqual([20, 40, 60, 80, 90])
    expect(await verifyAfter(() => {})).toEqual({ ok: true, entries: 90, head: whole.head, sealedSeq: 90 })
    expect(await verifyLog({ store: openLog().store, verifier: testKeys })).toMatchObject({ ok: true, entries: 0 })
  })

  it.each(['entry', 'hash', 'id', 'actorId', 'subjectId', 'tenantId'] as const)(
    'names the entry whose %s was changed, wherever it stands',
    async column => {
      for (const place of places) {
        const verdict = await verifyAfter(({ rows }) => {
          rows[place] = column === 'entry' ? forge(rowAt(place)) : { ...rowAt(place), [column]: 'usr_9' }
        })
        expect(verdict).toMatchObject({ ok: false, brokenAt: idAt(place) })
      }
    },
  )

  it('sees every single character of an entry', () => {
    const { entry } = rowAt(1)
    const previous = rowAt(0)
    expect(breakIn(rowAt(1), previous)).toBeNull()
    for (let at = 0; at < entry.length; at++) {
      const changed = `${entry.slice(0, at)}${entry[at] === '1' ? '2' : '1'}${entry.slice(at + 1)}`
      expect(breakIn({ ...rowAt(1), entry: changed }, previous)).toMatchObject({ brokenAt: idAt(1) })
    }
  })

  it('names what follows an entry that was changed and hashed again, or the signature where nothing does', async () => {
    for (const place of places) {
      const verdict = await verifyAfter(({ rows }) => {
        const changed = forge(rowAt(place))
        rows[place] = { ...changed, hash: hashEntry(changed.entry) }
      })
      const isSigned = whole.checkpoints.some(({ seq }) => seq === place + 1)
      expect(verdict).toMatchObject({ ok: false, brokenAt: isSigned ? idAt(place) : idAt(place + 1) })
    }
  })

  it('names the next signed entry when everything from somewhere on was written anew', async () => {
    for (const place of places) {
      const verdict = await verifyAfter(tables => {
        tables.rows[place] = forge(rowAt(place))
        tables.rows = relink(tables.rows, place)
        tables.head = headOf(tables)
      })
      expect(verdict).toMatchObject({ ok: false, brokenAt: sealFrom(place).id })
    }
  })

  it('names what follows an entry that is gone, or the one that a signature misses', async () => {
    for (const place of places) {
      const verdict = await verifyAfter(({ rows }) => void rows.splice(place, 1))
      const brokenAt = place === count - 1 ? idAt(place) : idAt(place + 1)
      const reason = `entries ${place + 1} to ${place + 1} are gone`
      expect(verdict).toMatchObject({ ok: false, brokenAt, reason })
    }
  })

  it('names the next signed entry when one is gone and the rest was numbered and linked anew', async () => {
    for (const place of places) {
      const verdict = await verifyAfter(tables => {
        tables.rows.splice(place, 1)
        tables.rows = relink(tables.rows, place)
        tables.head = headOf(tables)
      })
      expect(verdict).toMatchObject({ ok: false, brokenAt: sealFrom(place).id })
    }
  })

  it('names the first of two entries that changed places', async () => {
    for (const place of places.slice(0, -1)) {
      const verdict = await verifyAfter(({ rows }) => {
        rows[place] = { ...rowAt(place + 1), seq: place + 1 }
        rows[place + 1] = { ...rowAt(place), seq: place + 2 }
      })
      const reason = 'the entry stands in another place than its own'
      expect(verdict).toMatchObject({ ok: false, brokenAt: idAt(place + 1), reason })
    }
  })

  it('names an entry that stands there twice', async () => {
    for (const place of places) {
      const verdict = await verifyAfter(({ rows }) => void rows.splice(place, 0, rowAt(place)))
      expect(verdict).toMatchObject({ ok: false, brokenAt: idAt(place) })
    }
  })

  it('names the first signed entry that is gone from the end', async () => {
    for (const place of places) {
      const isHeadToo = place % 2 === 0 // whether or not they thought of the note of the newest entry
      const verdict = await verifyAfter(tables => {
        tables.rows.length = place
        if (isHeadToo) tables.head = headOf(tables)
      })
      expect(verdict).toMatchObject({ ok: false, brokenAt: sealFrom(place).id })
    }
  })

  it('names the last entry when those after it are gone with their signatures', async () => {
    for (const place of places.slice(1)) {
      const verdict = await verifyAfter(tables => {
        tables.rows.length = place
        tables.checkpoints = tables.checkpoints.filter(({ seq }) => seq <= place)
      })
      expect(verdict).toMatchObject({ ok: false, brokenAt: idAt(place - 1) })
    }
    const emptied = await verifyAfter(tables => {
      tables.rows = []
      tables.checkpoints = []
    })
    expect(emptied).toMatchObject({ ok: false, brokenAt: 'entry 1' })
  })

  it('shows what is gone without a trace, to whoever knows a newer entry from elsewhere', async () => {
    const tables = { rows: whole.rows.slice(0, 30), checkpoints: whole.checkpoints.slice(0, 1), head: rowAt(29) }
    const options = { store: tableStore(tables), verifier: testKeys }
    expect(await verifyLog(options)).toMatchObject({ ok: true, sealedSeq: 20 })
    expect(await verifyLog({ ...options, expected: rowAt(59) })).toMatchObject({ ok: false, brokenAt: idAt(59) })
    expect(await verifyLog({ ...options, expected: rowAt(25) })).toMatchObject({ ok: true })
  })

  it('names an entry behind the newest one, and a newest one that is another', async () => {
    const setBack = await verifyAfter(tables => {
      tables.head = rowAt(84)
      tables.checkpoints.pop()
    })
    expect(setBack).toMatchObject({ ok: false, brokenAt: idAt(85) })
    const other = await verifyAfter(tables => {
      tables.head = { seq: count, hash: hashEntry('x') }
    })
    expect(other).toMatchObject({ ok: false, brokenAt: idAt(count - 1) })
  })

  it.each(['id', 'hash', 'at', 'keyId', 'signature', 'kind'] as const)(
    'names a checkpoint whose %s was changed',
    async column => {
      for (const place of [0, 2, 4]) {
        const value = {
          id: 'aud_1',
          hash: hashEntry(''),
          at: 1,
          keyId: '00000000',
          signature: 'A'.repeat(86),
          kind: 'cut',
        }
        const verdict = await verifyAfter(({ checkpoints }) => {
          checkpoints[place] = { ...checkpoints[place], [column]: value[column] } as AuditCheckpoint
        })
        const brokenAt = column === 'id' ? 'aud_1' : whole.checkpoints[place]?.id
        expect(verdict).toMatchObject({ ok: false, brokenAt, reason: 'the checkpoint is forged' })
      }
    },
  )

  it('trusts no checkpoint that somebody signed with a key of their own', async () => {
    const verdict = await verifyAfter(({ checkpoints }) => {
      checkpoints[0] = signCheckpoint(rowAt(19), 'seal', 1, createAuditKeys({ secret: 'a secret of their own' }))
    })
    expect(verdict).toMatchObject({ ok: false, brokenAt: idAt(19) })
  })

  it('lets entries be gone from the beginning where a signature allows it, and nowhere else', async () => {
    const cut = (tables: Tables, signer = testKeys) => {
      tables.rows.splice(0, 40)
      tables.checkpoints.splice(2, 0, signCheckpoint(rowAt(39), 'cut', 1_700_000_000, signer))
    }
    expect(await verifyAfter(tables => cut(tables))).toMatchObject({ ok: true, entries: 50 })
    expect(await verifyAfter(({ rows }) => void rows.splice(0, 40))).toMatchObject({ ok: false, brokenAt: idAt(40) })
    const forged = await verifyAfter(tables => cut(tables, createAuditKeys({ secret: 'of their own' })))
    expect(forged).toMatchObject({ ok: false, brokenAt: idAt(40) })
    const beyond = await verifyAfter(tables => {
      cut(tables)
      tables.rows.splice(0, 1)
    })
    expect(beyond).toMatchObject({ ok: false, brokenAt: idAt(41) })
  })

  it('does not take entries for lost that are appended, or cut off as they may be, while it looks', async () => {
    const tables = { rows: [...whole.rows], checkpoints: [...whole.checkpoints], head: whole.head }
    const store = tableStore(tables)
    let isDone = false
    const verdict = await verifyLog({
      verifier: testKeys,
      store: {
        ...store,
        async read(after, limit) {
          if (!isDone) tables.checkpoints.splice(3, 0, signCheckpoint(rowAt(59), 'cut', 1_700_000_000, testKeys))
          if (!isDone) tables.rows.splice(0, 60)
          isDone = true
          return store.read(after, limit)
        },
      },
    })
    expect(verdict).toMatchObject({ ok: true, entries: 30 })
  })
})
