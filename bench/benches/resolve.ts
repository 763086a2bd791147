import { hash } from 'node:crypto'
import { createSessions, generateToken, type RequestContext } from '../../packages/core/dist/index.js'
import { progress } from '../lib/progress.ts'
import { atLeast, type Bench, perSec, plain, type Row, ratio } from '../lib/row.ts'
import { openReadonly } from '../lib/sqlite-driver.ts'
import { median, medianRatio } from '../lib/stats.ts'
import { fileMaker, withTempFolder } from '../lib/temp-folder.ts'
import { type Candidate, measureThroughput } from '../lib/throughput.ts'
import { fillSessions } from '../servers/fill-sessions.ts'

const sessionCount = 10_000
const rounds = 9
const secsPerRound = 0.3

/** Session resolve in process on SQLite, beside SHA-256 and one prepared SELECT of the same row. */
export const resolve: Bench = {
  name: 'resolve',
  run: () => withTempFolder(measure),
}

async function measure(folder: string): Promise<readonly Row[]> {
  const { sqliteStores } = await import('../../packages/stores/sqlite/dist/index.js')
  const file = fileMaker(folder)()
  const stores = sqliteStores(file)
  const database = await openReadonly(file)
  const tokens = Array.from({ length: sessionCount }, () => generateToken('pylon_'))
  await fillSessions(stores, tokens)
  const sessions = createSessions({ store: stores.sessions })
  const select = database.prepare('SELECT * FROM pylon_sessions WHERE token_hash = ?')

  progress(`${resolve.name}: ${rounds} rounds`)
  const candidates = [
    onEachOf(bare, tokens, token => select.get(hash('sha256', token, 'base64url'))),
    onEachOf(find, tokens, token => sessions.find(token)),
    onEachOf(authenticate, tokens, token => sessions.authenticator.authenticate(contextOf(token))),
  ]
  const results = await measureThroughput(candidates, { rounds, secsPerRound })
  database.close()
  await stores.close()

  return rowsOf(results)
}

const bare = 'SHA-256 + prepared SELECT'
const find = 'sessions.find(token)'
const authenticate = 'sessions.authenticator'

function onEachOf(name: string, tokens: readonly string[], run: (token: string) => unknown): Candidate {
  let at = 0
  return { name, run: () => run(tokens[at++ % tokens.length] ?? '') }
}

/** The only thing that the authenticator asks of a request is the header. */
const contextOf = (token: string): RequestContext =>
  ({ header: (name: string) => (name === 'authorization' ? `Bearer ${token}` : null) }) as RequestContext

function rowsOf(results: ReadonlyMap<string, readonly number[]>): readonly Row[] {
  const rates = (name: string): readonly number[] => results.get(name) ?? []
  return [bare, find, authenticate].map(name => ({
    bench: resolve.name,
    name: name === bare ? bare : `${name} ÷ bare`,
    ...(name === bare ? plain() : atLeast(0.8, medianRatio(rates(name), rates(bare)), ratio)),
    absolute: perSec(median(rates(name))),
  }))
}
