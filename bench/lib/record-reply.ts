import { connect } from 'node:net'
import { isWhole } from './answer-text.ts'

/** What a server answered, as the floor repeats it. */
export interface RecordedReply {
  readonly status: number
  /** Names and values in turn, without those that node:http adds to every answer by itself. */
  readonly headers: readonly string[]
  readonly body: string
}

export async function recordReply(port: number, request: string): Promise<RecordedReply> {
  const [head = '', body = ''] = (await exchange(port, request)).split('\r\n\r\n')
  const [statusLine = '', ...lines] = head.split('\r\n')
  const headers = lines.map(line => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)] as const)
  return {
    status: Number(statusLine.slice(9, 12)),
    headers: headers.filter(([name]) => !isAutomatic(name)).flat(),
    body,
  }
}

/** The answer as text, one character a byte. */
function exchange(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request, 'latin1'))
    let received = ''
    socket.setEncoding('latin1')
    socket.once('error', reject)
    socket.on('data', chunk => {
      received += chunk
      if (!isWhole(received)) return
      socket.destroy()
      resolve(received)
    })
  })
}

const isAutomatic = (name: string): boolean => ['date', 'connection', 'keep-alive'].includes(name.toLowerCase())
