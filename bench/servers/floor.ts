// The least that node:http can do: the very same status, headers and body for every request.
import { createServer } from 'node:http'
import { listen } from './listen.ts'

interface RecordedReply {
  readonly status: number
  /** Names and values in turn. */
  readonly headers: string[]
  readonly body: string
}

const { status, headers, body }: RecordedReply = JSON.parse(process.argv[2] ?? '')

listen(
  createServer((_req, res) => {
    res.writeHead(status, headers)
    res.end(body)
  }),
)
