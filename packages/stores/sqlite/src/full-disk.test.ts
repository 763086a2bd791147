import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { testTime } from '@pylon/testkit'
import { expect, it } from 'vitest'
import { tempFile } from '../test/temp-file.ts'
import { sqliteStores } from './sqlite-stores.ts'

it.skipIf(process.platform === 'win32')('a full disk is STORE_UNAVAILABLE, and nothing counts as done', async () => {
  const file = tempFile()
  const script = fileURLToPath(new URL('../test/full-disk.ts', import.meta.url))
  const command = `ulimit -f 4000 && exec "${process.execPath}" --conditions=@pylon/source "${script}" "${file}"`
  const printed = execFileSync('sh', ['-c', command], { encoding: 'utf8' })
  expect(JSON.parse(printed)).toEqual({
    take: 'STORE_UNAVAILABLE',
    append: 'STORE_UNAVAILABLE',
    probe: 'STORE_UNAVAILABLE',
    swallowed: 'STORE_UNAVAILABLE',
    half: null,
  })

  const stores = sqliteStores(file)
  expect(await stores.oneTime.take('test', 'kept', testTime)).toBe('value')
  expect(await stores.audit.head()).toEqual({ seq: 0, hash: '' })
  await stores.close()
})
