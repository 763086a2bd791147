import type { StoreBundle } from '@pylon/core'
import { testTime as now, testCredential, testSession, testUser } from '@pylon/testkit'
import { sqliteStores } from '../src/index.ts'

/** What a test asks of a racing process: open a file, or call a method 50 times at once. */
export type RaceRequest =
  | { readonly kind: 'open'; readonly file: string }
  | { readonly kind: 'race'; readonly method: RaceMethod; readonly key: string }

/** What the process answers: an error as text, or the answers of the method. */
export interface RaceReply {
  readonly error: string | null
  readonly answers: readonly unknown[]
}

export type RaceMethod = 'insertUser' | 'take' | 'fail' | 'replace' | 'advance' | 'increment' | 'transaction'

const racers = 50

const races: Readonly<Record<RaceMethod, (stores: StoreBundle, key: string) => Promise<unknown>>> = {
  insertUser: ({ users }, email) => users.insert(testUser({ email })),
  take: ({ oneTime }, key) => oneTime.take('test', key, now),
  fail: async ({ oneTime }, key) => (await oneTime.fail('test', key, 5, now))?.value ?? null,
  replace: async ({ sessions }, tokenHash) =>
    (await sessions.replace(tokenHash, { tokenHash: testSession().tokenHash }, now)) !== null,
  advance: ({ credentials }, userId) => credentials.advance(userId, 'totp', 7),
  increment: async ({ counters }, key) => (await counters.increment(key, 1, 60, now)).count,
  transaction: (stores, userId) =>
    stores.transaction(async ({ credentials }) => {
      const read = await credentials.find(userId, 'password')
      await credentials.put(testCredential({ userId, value: String(Number(read?.value ?? 0) + 1) }))
    }),
}

let stores: StoreBundle | null = null

process.on('message', async (request: RaceRequest) => {
  const reply = await answer(request).catch(error => ({ error: String(error), answers: [] }))
  process.send?.(reply satisfies RaceReply)
})

async function answer(request: RaceRequest): Promise<RaceReply> {
  if (request.kind === 'open') {
    await stores?.close()
    stores = sqliteStores(request.file)
    return { error: null, answers: [] }
  }
  const opened = stores
  if (opened === null) throw new Error('Open a file first')
  const { method, key } = request
  const answers = await Promise.all(Array.from({ length: racers }, () => races[method](opened, key)))
  return { error: null, answers }
}
