import type { Contender } from '../lib/contender.ts'
import { scriptPath, startServer } from '../lib/server-process.ts'
import type { PylonOptions } from './pylon.ts'
import { handWrittenToken, meRequest } from './tokens.ts'

export const handWrittenMemory: Contender = handWritten('Map', 'servers/hand-memory.ts', {})

export const handWrittenSqlite = (newFile: () => string): Contender =>
  handWritten('SELECT', 'peers/hand-sqlite.ts', { newPlace: () => ({ file: newFile() }) })

export const handWrittenRedis = (options: PlaceOptions): Contender =>
  handWritten('GET', 'servers/hand-redis.ts', options)

export const handWrittenPostgres = (options: PlaceOptions): Contender =>
  handWritten('SELECT', 'servers/hand-postgres.ts', options)

type PlaceOptions = Omit<PylonOptions, 'name'>

function handWritten(
  lookUp: string,
  script: string,
  { newPlace = () => ({}), requestsPerRound = 5_000 }: PlaceOptions,
): Contender {
  return {
    name: `hand-written: SHA-256 + ${lookUp}`,
    requestsPerRound,
    async start() {
      const server = await startServer(scriptPath(script), { ...(await newPlace()), token: handWrittenToken })
      return { server, requests: [meRequest(handWrittenToken)] }
    },
  }
}
