import { statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { tempFile } from '../test/temp-file.ts'
import { createCheckpoints } from './checkpoints.ts'

it('copies the log into the file, so that the log starts over', async () => {
  const { connection, file, checkpoints } = openWal()
  for (let round = 0; round < 5; round++) {
    connection.exec('INSERT INTO t VALUES (randomblob(40000))')
    await checkpoints.run()
  }
  expect(statSync(`${file}-wal`).size).toBeLessThan(100_000)
  expect(statSync(file).size).toBeGreaterThan(200_000)
})

it('runs by itself after many writes', async () => {
  const { connection, file, checkpoints } = openWal()
  connection.exec('INSERT INTO t VALUES (randomblob(40000))')
  const before = statSync(file).size
  for (let write = 0; write < 64; write++) checkpoints.noteWrite()
  await checkpoints.run() // joins the one that runs
  expect(statSync(file).size).toBeGreaterThan(before)
})

it('does not mind a file that cannot be opened any more, and can be closed after that', async () => {
  const checkpoints = createCheckpoints(tempFile())
  await checkpoints.run()
  await checkpoints.run()
  await checkpoints.close()
})

function openWal(): { connection: Database.Database; file: string; checkpoints: ReturnType<typeof createCheckpoints> } {
  const file = tempFile()
  const connection = new Database(file)
  connection.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (a)')
  const checkpoints = createCheckpoints(file)
  onTestFinished(async () => {
    await checkpoints.close()
    connection.close()
  })
  return { connection, file, checkpoints }
}
