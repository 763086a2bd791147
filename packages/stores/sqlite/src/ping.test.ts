import { renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import type { StoreBundle } from '@pylon/core'
import { expect, it, onTestFinished } from 'vitest'
import { tempFile } from '../test/temp-file.ts'
import { sqliteStores } from './sqlite-stores.ts'

const unavailable = { code: 'STORE_UNAVAILABLE', status: 503 }

it('answers while the file is there', async () => {
  const { stores } = await storedFile()
  await stores.ping()
})

it('answers for a database in memory', async () => {
  await sqliteStores(':memory:').ping()
})

it('notices that the file was deleted', async () => {
  const { stores, file } = await storedFile()
  rmSync(file)
  await expect(stores.ping()).rejects.toMatchObject(unavailable)
})

it('notices that another database has taken the place of the file', async () => {
  const { stores, file } = await storedFile()
  const other = await storedFile()
  await other.stores.close()
  renameSync(other.file, file)
  await expect(stores.ping()).rejects.toMatchObject(unavailable)
})

it('notices that the file was overwritten or emptied', async () => {
  const overwritten = await storedFile()
  writeFileSync(overwritten.file, 'x'.repeat(100_000))
  await expect(overwritten.stores.ping()).rejects.toMatchObject(unavailable)
  const emptied = await storedFile()
  truncateSync(emptied.file)
  await expect(emptied.stores.ping()).rejects.toMatchObject(unavailable)
})

it('throws after close', async () => {
  const { stores } = await storedFile()
  await stores.close()
  await expect(stores.ping()).rejects.toMatchObject(unavailable)
})

async function storedFile(): Promise<{ stores: StoreBundle; file: string }> {
  const file = tempFile()
  await sqliteStores(file).close() // everything is in the file itself, nothing in its log
  const stores = sqliteStores(file)
  onTestFinished(() => stores.close())
  return { stores, file }
}
