import { createAuditKeys, linkEntries, verifyLog } from '../../packages/audit/dist/index.js'
import type { StoreBundle } from '../../packages/core/dist/index.js'
import { memoryStores } from '../../packages/core/dist/memory/index.js'
import { startReferenceServer } from '../contenders/reference-server.ts'
import type { Contender } from '../lib/contender.ts'
import { postJson } from '../lib/http.ts'
import { newDatabase } from '../lib/new-database.ts'
import { progress } from '../lib/progress.ts'
import { requestText } from '../lib/request-text.ts'
import { atMost, type Bench, count, plain, type Row, ratio } from '../lib/row.ts'
import { cpuRatio, seriesOf, showSeries } from '../lib/series.ts'
import { scriptPath } from '../lib/server-process.ts'
import { withPostgres } from '../lib/services.ts'
import { measureSideBySide } from '../lib/side-by-side.ts'
import { fileMaker, withTempFolder } from '../lib/temp-folder.ts'

const entries = 1_000_000

/** How long a million entries take to verify, and what the log adds to a sign-in. */
export const audit: Bench = {
  name: 'audit',
  run: () => withTempFolder(measure),
}

async function measure(folder: string): Promise<readonly Row[]> {
  const newFile = fileMaker(folder)
  return [...(await measureVerifying(newFile())), ...(await measureSignIns(newFile))]
}

const measureVerifying = (file: string): Promise<readonly Row[]> =>
  withPostgres(async ({ url }) => {
    const { sqliteStores } = await import('../../packages/stores/sqlite/dist/index.js')
    const { postgresStores } = await import('../../packages/stores/postgres/dist/index.js')
    return [
      await verifyFilled('memory', memoryStores()),
      await verifyFilled('SQLite', sqliteStores(file)),
      await verifyFilled('PostgreSQL', await postgresStores(await newDatabase(url))),
    ]
  })

async function verifyFilled(name: string, stores: StoreBundle): Promise<Row> {
  await fill(name, stores)
  const row = await verify(name, stores)
  await stores.close()
  return row
}

async function fill(name: string, { audit: store }: StoreBundle): Promise<void> {
  const batch = 1_000
  for (let at = 0; at < entries; at += batch) {
    if (at % 100_000 === 0) progress(`audit: store entries in ${name}: ${count(at)}`)
    await store.append(head =>
      linkEntries(
        head,
        Array.from({ length: batch }, (_, of) => draft(at + of)),
      ),
    )
  }
}

const draft = (at: number): Parameters<typeof linkEntries>[1][number] => ({
  id: `aud_${at.toString(16).padStart(32, '0')}`,
  at: 1_800_000_000 + at,
  actor: {
    userId: `usr_${(at % 1000).toString(16).padStart(32, '0')}`,
    sessionId: null,
    apiKeyId: null,
    isAdmin: false,
  },
  subjectId: `usr_${(at % 1000).toString(16).padStart(32, '0')}`,
  action: 'session.created',
  resource: { type: 'User', id: `usr_${(at % 1000).toString(16).padStart(32, '0')}` },
  outcome: 'success',
  reason: null,
  meta: { amr: ['pwd'], session_id: `ses_${at.toString(16).padStart(32, '0')}` },
  ip: '203.0.113.7',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  requestId: '5f0f9a4e-8a51-4b6e-9d51-3f1f9f2a7c11',
  tenantId: null,
})

async function verify(name: string, { audit: store }: StoreBundle): Promise<Row> {
  progress(`audit: verify ${count(entries)} entries in ${name}`)
  const startedAt = performance.now()
  const verdict = await verifyLog({ store, verifier: createAuditKeys({ secret: 'a secret of the bench alone' }) })
  const secs = (performance.now() - startedAt) / 1_000
  if (!verdict.ok || verdict.entries !== entries)
    throw new Error(`Expected a whole log, found ${JSON.stringify(verdict)}`)
  return {
    bench: 'audit',
    name: `${name}: ${count(entries)} entries verified`,
    ...atMost(20, secs, value => `${value.toFixed(1)} s`),
    absolute: `${((secs / entries) * 1e6).toFixed(1)} µs an entry`,
  }
}

async function measureSignIns(newFile: () => string): Promise<readonly Row[]> {
  const contender = (name: string, manifest: string): Contender => ({
    name,
    requestsPerRound: 40,
    async start() {
      const server = await startReferenceServer(`sqlite:${newFile()}`, {
        PYLON_CONFIG: scriptPath(`servers/${manifest}`),
      })
      const account = { email: 'bench@example.com', password: 'a quite uncommon sentence' }
      await postJson(server.port, '/api/auth/password/register', account)
      return { server, requests: [requestText({ method: 'POST', path: '/api/auth/password/login', body: account })] }
    },
  })
  const without = contender('sign-in without a log', 'unlimited.config.json')
  const kept = contender('sign-in with a log', 'audited.config.json')
  const required = contender('sign-in with a log that is required', 'audit-required.config.json')
  const all = await measureSideBySide('audit', [kept, required, without])
  const base = seriesOf(all, without.name)
  const added = (name: string): number => cpuRatio(seriesOf(all, name), base)
  return [row(kept.name, atMost(1.1, added(kept.name), ratio)), row(required.name, plain(ratio(added(required.name))))]

  function row(name: string, figure: Pick<Row, 'figure' | 'goal' | 'isMet'>): Row {
    return { bench: 'audit', name: `${name} ÷ without`, ...figure, absolute: showSeries(seriesOf(all, name)) }
  }
}
