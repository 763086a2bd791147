import type { Contender } from '../lib/contender.ts'
import { scriptPath, startServer } from '../lib/server-process.ts'
import { handWrittenToken, meRequest } from './tokens.ts'

export const handWrittenMemory: Contender = {
  name: 'hand-written: SHA-256 + Map',
  requestsPerRound: 5_000,
  start: () => start('servers/hand-memory.ts', ''),
}

export const handWrittenSqlite = (newFile: () => string): Contender => ({
  name: 'hand-written: SHA-256 + SELECT',
  requestsPerRound: 5_000,
  start: () => start('peers/hand-sqlite.ts', newFile()),
})

async function start(script: string, file: string): ReturnType<Contender['start']> {
  const server = await startServer(scriptPath(script), { token: handWrittenToken, file })
  return { server, requests: [meRequest(handWrittenToken)] }
}
