/** Prints how many sessions a second are found, beside the bare driver: `node --conditions=@pylon/source measure-find.ts <url>`. */
import { testSession, testTime } from '@pylon/testkit'
import { Pool } from 'pg'
import { postgresStores } from '../src/index.ts'
import { sessionCheck } from '../src/sessions.ts'
import { freshSchema } from './fresh-schema.ts'

const url = process.argv[2] ?? ''
const schema = freshSchema()
const stores = await postgresStores(url, { schema })
const pool = new Pool({ connectionString: url, max: 10 })
const sessions = Array.from({ length: 1_000 }, () => testSession())
for (const session of sessions) await stores.sessions.insert(session)
const text = sessionCheck(`${schema}.pylon_sessions`)

const contenders: Readonly<Record<string, (tokenHash: string) => Promise<unknown>>> = {
  pylon: tokenHash => stores.sessions.find(tokenHash, testTime),
  bare: tokenHash => pool.query({ name: 'find', text, values: [tokenHash] }),
}

for (const inFlight of [64, 1]) {
  const rates: Record<string, number[]> = { pylon: [], bare: [] }
  for (let round = 0; round < 9; round++) {
    for (const [name, find] of Object.entries(contenders)) rates[name]?.push(await rateOf(find, inFlight))
  }
  const median = (name: string): number => rates[name]?.toSorted((a, b) => a - b)[4] ?? 0
  console.log(
    `${inFlight} in flight: pylon ${Math.round(median('pylon'))}/s, bare ${Math.round(median('bare'))}/s, ` +
      `share ${(median('pylon') / median('bare')).toFixed(2)}`,
  )
}
await pool.end()
await stores.close()

async function rateOf(find: (tokenHash: string) => Promise<unknown>, inFlight: number): Promise<number> {
  const end = performance.now() + 700
  let done = 0
  const run = async (): Promise<void> => {
    for (; performance.now() < end; done++) await find(sessions[done % sessions.length]?.tokenHash ?? '')
  }
  await Promise.all(Array.from({ length: inFlight }, run))
  return done / 0.7
}
