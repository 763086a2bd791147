import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { AuditHead, AuditRow } from '@pylon/core'
import { expect, it } from 'vitest'
import { entries, testKeys } from '../../../test/make-log.ts'
import { tempFolder } from '../../../test/temp-folder.ts'
import { fileSink } from './file-sink.ts'
import { verifyFile } from './verify-file.ts'

const script = fileURLToPath(new URL('../../../test/file-writer.ts', import.meta.url))

/** Has a process write behind that entry, kills it while it does, and answers the last entry that it called written. */
async function writeAndKill(path: string, start: AuditHead, afterMs: number): Promise<AuditHead> {
  const child = spawn(process.execPath, ['--conditions=@pylon/source', script, path, JSON.stringify(start)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let last = start
  const output = createInterface(child.stdout).on('line', line => {
    last = JSON.parse(line)
  })
  const [ended, exited] = [once(output, 'close'), once(child, 'exit')]
  await once(output, 'line')
  await setTimeout(afterMs)
  child.kill('SIGKILL')
  await Promise.all([ended, exited])
  return last
}

it('has every entry that it called written after each of ten kills, and verifies', async () => {
  const path = join(tempFolder(), 'audit.jsonl')
  let head: AuditHead = { seq: 0, hash: '' }
  for (let round = 0; round < 10; round++) {
    const written = await writeAndKill(path, head, round * 3)
    const stored: AuditRow[] = readFileSync(`${path}-source`, 'utf8')
      .trim()
      .split('\n')
      .flatMap(line => JSON.parse(line))
    const sink = fileSink({ path, maxBytes: 16_384 })
    const missing = stored.filter(row => row.seq > head.seq) // as shipping does: again from what was noted last
    await sink.write(entries(missing.slice(0, -1)))
    await sink.write(entries(missing.slice(-1)))
    await sink.close()
    const last = stored.at(-1) ?? expect.unreachable()
    head = { seq: last.seq, hash: last.hash }
    expect(last.seq).toBeGreaterThanOrEqual(written.seq)
    expect(await verifyFile(path, { verifier: testKeys, expected: written })).toMatchObject({ ok: true, head })
  }
})
