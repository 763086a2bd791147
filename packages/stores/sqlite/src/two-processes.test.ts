import { testCredential, testOneTimeEntry, testSession, testTime } from '@pylon/testkit'
import { afterAll, beforeEach, expect, it, onTestFinished } from 'vitest'
import type { RaceMethod } from '../test/racer.ts'
import { startRacingProcess } from '../test/racing-process.ts'
import { tempFile } from '../test/temp-file.ts'
import { sqliteStores } from './sqlite-stores.ts'

const processes = [startRacingProcess(), startRacingProcess()]
afterAll(() => {
  for (const each of processes) each.stop()
})

let stores = sqliteStores(':memory:')
beforeEach(async () => {
  const file = tempFile()
  stores = sqliteStores(file)
  onTestFinished(() => stores.close())
  await Promise.all(processes.map(each => each.ask({ kind: 'open', file })))
})

it('take: of 100 concurrent callers in two processes exactly one gets the value', async () => {
  const { key } = testOneTimeEntry()
  await stores.oneTime.put(testOneTimeEntry({ key }))
  expect((await race('take', key)).filter(value => value === 'value')).toHaveLength(1)
})

it('fail: of 100 concurrent tries in two processes exactly 5 see the value', async () => {
  const { key } = testOneTimeEntry()
  await stores.oneTime.put(testOneTimeEntry({ key }))
  expect((await race('fail', key)).filter(value => value === 'value')).toHaveLength(5)
})

it('replace: of 100 concurrent callers in two processes exactly one gets true', async () => {
  const { tokenHash } = testSession()
  await stores.sessions.insert(testSession({ tokenHash, userId: tokenHash }))
  expect((await race('replace', tokenHash)).filter(Boolean)).toHaveLength(1)
  expect(await stores.sessions.listByUser(tokenHash, testTime)).toHaveLength(1)
})

it('advance: of 100 concurrent callers in two processes exactly one gets true', async () => {
  const { userId } = testCredential()
  await stores.credentials.put(testCredential({ userId, kind: 'totp' }))
  expect((await race('advance', userId)).filter(Boolean)).toHaveLength(1)
})

it('insert: of 100 concurrent callers in two processes with one email exactly one gets true', async () => {
  expect((await race('insertUser', 'ada@example.com')).filter(Boolean)).toHaveLength(1)
})

it('increment: 100 concurrent callers in two processes count to 100', async () => {
  const counts = (await race('increment', 'key')) as number[]
  expect(counts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
})

it('transaction: 100 concurrent ones in two processes that read and then write lose nothing', async () => {
  const { userId } = testCredential()
  await race('transaction', userId)
  expect((await stores.credentials.find(userId, 'password'))?.value).toBe('100')
})

it('two processes may make the same file at the same moment', async () => {
  for (let round = 0; round < 40; round++) {
    const file = tempFile()
    await Promise.all(processes.map(each => each.ask({ kind: 'open', file })))
    expect(await race('increment', 'key')).toHaveLength(100)
  }
})

async function race(method: RaceMethod, key: string): Promise<readonly unknown[]> {
  const answers = await Promise.all(processes.map(each => each.ask({ kind: 'race', method, key })))
  return answers.flat()
}
