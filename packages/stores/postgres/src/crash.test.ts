import type { StoreBundle } from '@pylon/core'
import { testAuditRow, testUser } from '@pylon/testkit'
import { expect, it, onTestFinished } from 'vitest'
import { expectBack, startOwnServer } from '../test/disturbed-server.ts'
import { postgresStores } from './postgres-stores.ts'

it('every insert and every audit entry that was acknowledged before a kill -9 of the server is there after it', async () => {
  const server = await startOwnServer()
  const stores = await postgresStores(server.url)
  onTestFinished(() => stores.close())
  for (let round = 0; round < 5; round++) {
    const [acknowledged, entries]: [string[], number[]] = [[], []]
    let isKilled = false
    const writers = Array.from({ length: 8 }, async () => {
      while (!isKilled) {
        const user = testUser()
        const isStored = await stores.users.insert(user).catch(() => false)
        if (isStored) acknowledged.push(user.id)
        const entry = await append(stores).catch(() => null)
        if (entry !== null) entries.push(entry)
      }
    })
    await expect.poll(() => acknowledged.length, { interval: 1 }).toBeGreaterThan(50 + 20 * round)
    await server.kill()
    isKilled = true
    await Promise.all(writers)
    await server.restart()
    await expectBack(stores)
    const found = await Promise.all(acknowledged.map(id => stores.users.findById(id)))
    expect(found.filter(user => user === null)).toEqual([])
    const log = await stores.audit.read(0, 100_000)
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1))
    expect(log.length).toBeGreaterThanOrEqual(Math.max(...entries))
  }
})

/** Answers the number of the entry. */
async function append({ audit }: StoreBundle): Promise<number> {
  let row = 0
  await audit.append(head => {
    row = head.seq + 1
    return [testAuditRow(head)]
  })
  return row
}
