import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { errorReply, PylonError } from '@pylon/core'

/** Answers what the HTTP parser refused, before there was a request: headers too large or too slow, no HTTP at all. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, message] = refusals[error.code ?? ''] ?? [400, 'This is not an HTTP request']
  const reply = errorReply(new PylonError('INVALID_REQUEST', status, message))
  const body = String(reply.body)
  const headers = [
    ...reply.headers,
    ['Cache-Control', 'no-store'],
    ['X-Request-Id', randomUUID()],
    ['Content-Length', String(Buffer.byteLength(body))],
    ['Connection', 'close'],
  ]
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  socket.end(`HTTP/1.1 ${status} ${reasons[status]}\r\n${head}\r\n${body}`)
}

const refusals: Readonly<Record<string, readonly [status: number, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request took too long to arrive'],
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
}
