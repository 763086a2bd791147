import { generateId, newUser, type RequestContext, type StoreBundle } from '../../packages/core/dist/index.js'
import { progress } from '../lib/progress.ts'
import { atLeast, type Bench, perSec, type Row } from '../lib/row.ts'
import { median } from '../lib/stats.ts'
import { fileMaker, withTempFolder } from '../lib/temp-folder.ts'
import { measureThroughput } from '../lib/throughput.ts'

const keyCount = 1_000
const rounds = 9
const secsPerRound = 0.3

/** The check of an API key in process: one digest, the key's row and its owner's. */
export const apiKey: Bench = {
  name: 'api-key',
  run: () => withTempFolder(measure),
}

async function measure(folder: string): Promise<readonly Row[]> {
  const { memoryStores } = await import('../../packages/core/dist/memory/index.js')
  const { sqliteStores } = await import('../../packages/stores/sqlite/dist/index.js')
  const stores = { memory: memoryStores(), SQLite: sqliteStores(fileMaker(folder)()) }
  const candidates = await Promise.all(Object.entries(stores).map(([name, each]) => candidateOn(name, each)))
  progress(`${apiKey.name}: ${rounds} rounds`)
  const results = await measureThroughput(candidates, { rounds, secsPerRound })
  await Promise.all(Object.values(stores).map(each => each.close()))
  return candidates.map(({ name }) => {
    const rate = median(results.get(name) ?? [])
    return { bench: apiKey.name, name, ...atLeast(50_000, rate, perSec), absolute: perSec(rate) }
  })
}

async function candidateOn(name: string, stores: StoreBundle): Promise<{ name: string; run(): unknown }> {
  const { createApiKeys } = await import('../../packages/flows/api-keys/dist/index.js')
  const apiKeys = createApiKeys({ stores })
  const keys: string[] = []
  for (let at = 0; at < keyCount; at++) {
    const user = newUser({ email: `${generateId('')}@example.com`, isEmailVerified: true, displayName: null }, 1)
    await stores.users.insert(user)
    const issued = await apiKeys.create({ userId: user.id, name: null, scopes: ['docs:read'], expiresAt: null })
    if (issued !== null && issued !== 'full') keys.push(issued.key)
  }
  let at = 0
  const run = (): unknown => apiKeys.authenticator.authenticate(contextOf(keys[at++ % keys.length] ?? ''))
  return { name: `check on ${name}`, run }
}

/** The only thing that the authenticator asks of a request is the header. */
const contextOf = (key: string): RequestContext =>
  ({ header: (name: string) => (name === 'authorization' ? `Bearer ${key}` : null) }) as RequestContext
