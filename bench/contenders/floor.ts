import type { Contender } from '../lib/contender.ts'
import { recordReply } from '../lib/record-reply.ts'
import { scriptPath, startServer } from '../lib/server-process.ts'

/** Bare node:http that repeats what the first contender answers, byte for byte. */
export const floor: Contender = {
  name: 'bare node:http, same bytes',
  requestsPerRound: 5_000,
  async start(first) {
    if (first === null) throw new Error('The floor repeats the first contender, and cannot be it')
    const reply = await recordReply(first.server.port, first.requests[0] ?? '')
    const server = await startServer(scriptPath('servers/floor.ts'), reply)
    return { ...first, server }
  },
}
