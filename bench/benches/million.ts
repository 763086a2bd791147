import { createSessions } from '../../packages/core/dist/index.js'
import { filledPylon } from '../contenders/filled-pylon.ts'
import { startReferenceServer } from '../contenders/reference-server.ts'
import { meRequest } from '../contenders/tokens.ts'
import { type LoadGenerator, startLoadGenerator } from '../lib/load.ts'
import { progress } from '../lib/progress.ts'
import { atMost, type Bench, count, millis, type Row, ratio } from '../lib/row.ts'
import { cpuRatio, seriesOf, showSeries } from '../lib/series.ts'
import type { ServerProcess } from '../lib/server-process.ts'
import { measureSideBySide } from '../lib/side-by-side.ts'
import { median, percentile } from '../lib/stats.ts'
import { fileMaker, withTempFolder } from '../lib/temp-folder.ts'
import { fillSessions, madeUpUserId, newTokens, sessionsPerUser } from '../servers/fill-sessions.ts'

const many = 1_000_000
const few = 1_000
const starts = 5

/** What a file of a million sessions costs beside one of a thousand. */
export const million: Bench = {
  name: 'million',
  run: () => withTempFolder(measure),
}

async function measure(folder: string): Promise<readonly Row[]> {
  const newFile = fileMaker(folder)
  const [fewFile, manyFile] = [newFile(), newFile()]
  const fewTokens = await fill(fewFile, few)
  const manyTokens = await fill(manyFile, many)

  return [
    ...(await measureStart(manyFile, manyTokens)),
    await measureChecks({ file: fewFile, tokens: fewTokens }, { file: manyFile, tokens: manyTokens }),
    await measureLists(manyFile),
  ]
}

/** Answers the tokens of a thousand of them, from all over the file. */
async function fill(file: string, sessionCount: number): Promise<readonly string[]> {
  progress(`${million.name}: store ${count(sessionCount)} sessions`)
  const { sqliteStores } = await import('../../packages/stores/sqlite/dist/index.js')
  const stores = sqliteStores(file)
  const sample: string[] = []
  await fillSessions(stores, sampled(newTokens(sessionCount), sessionCount / few, sample))
  await stores.close()
  return sample
}

/** Passes everything on and keeps every nth. */
function* sampled(tokens: Iterable<string>, n: number, sample: string[]): Generator<string> {
  let at = 0
  for (const token of tokens) {
    if (at++ % n === 0) sample.push(token)
    yield token
  }
}

async function measureStart(file: string, tokens: readonly string[]): Promise<readonly Row[]> {
  const load = startLoadGenerator()
  const firstAnswerMs: number[] = []
  const residentMib: number[] = []
  try {
    for (let at = 1; at <= starts; at++) {
      progress(`${million.name}: start ${at} of ${starts}`)
      const startedAt = performance.now()
      const server = await startReferenceServer(`sqlite:${file}`)
      await runChecks(load, server, tokens, 1)
      firstAnswerMs.push(performance.now() - startedAt)
      await runChecks(load, server, tokens, 20_000)
      residentMib.push((await server.usage()).residentBytes / 2 ** 20)
      await server.stop()
    }
  } finally {
    await load.stop()
  }
  return [
    {
      bench: million.name,
      name: 'reference server: process start to first /me',
      ...atMost(1_000, median(firstAnswerMs), millis),
      absolute: `slowest of ${starts}: ${millis(Math.max(...firstAnswerMs))}`,
    },
    {
      bench: million.name,
      name: 'reference server: resident memory after 20,000 /me',
      ...atMost(200, median(residentMib), value => `${value.toFixed(0)} MiB`),
      absolute: `most of ${starts}: ${Math.max(...residentMib).toFixed(0)} MiB`,
    },
  ]
}

const runChecks = (load: LoadGenerator, { port }: ServerProcess, tokens: readonly string[], maxRequests: number) =>
  load.run({
    port,
    requests: tokens.map(meRequest),
    connections: Math.min(32, maxRequests),
    maxRequests,
    maxSecs: 20,
    pauseMs: 0,
    staysAwake: true,
  })

interface Filled {
  readonly file: string
  readonly tokens: readonly string[]
}

async function measureChecks(fewOfThem: Filled, manyOfThem: Filled): Promise<Row> {
  const small = filledPylon({ name: `${count(few)} sessions`, ...fewOfThem })
  const large = filledPylon({ name: `${count(many)} sessions`, ...manyOfThem })
  const all = await measureSideBySide(million.name, [small, large])
  const [ofSmall, ofLarge] = [seriesOf(all, small.name), seriesOf(all, large.name)]
  return {
    bench: million.name,
    name: `/me: ${large.name} ÷ ${small.name}`,
    ...atMost(1.3, cpuRatio(ofLarge, ofSmall), ratio),
    absolute: `${showSeries(ofLarge)}; ${showSeries(ofSmall)}`,
  }
}

async function measureLists(file: string): Promise<Row> {
  progress(`${million.name}: lists`)
  const { sqliteStores } = await import('../../packages/stores/sqlite/dist/index.js')
  const stores = sqliteStores(file)
  const sessions = createSessions({ store: stores.sessions })
  const tookMs: number[] = []
  for (let at = 0; at < 2_000; at++) {
    const userId = madeUpUserId(Math.floor((Math.random() * many) / sessionsPerUser))
    const startedAt = performance.now()
    const list = await sessions.listByUser(userId)
    tookMs.push(performance.now() - startedAt)
    if (list.length !== sessionsPerUser) throw new Error(`Expected ${sessionsPerUser} sessions, found ${list.length}`)
  }
  await stores.close()
  return {
    bench: million.name,
    name: `list of one user's ${sessionsPerUser} sessions, median`,
    ...atMost(1, median(tookMs), millis),
    absolute: `p99 ${millis(percentile(tookMs, 0.99))}`,
  }
}
