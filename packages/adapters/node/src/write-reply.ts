import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Reply } from '@pylon/core'

/** Writes a reply to the wire. */
export function writeReply(req: IncomingMessage, res: ServerResponse, { status, headers, body }: Reply): void {
  const rawHeaders: string[] = []
  for (const [name, value] of headers) rawHeaders.push(name, value)
  if (status !== 204 && status !== 304) rawHeaders.push('Content-Length', String(byteLength(body)))
  res.writeHead(status, rawHeaders)
  if (req.complete) res.end(body ?? undefined)
  else endAfterBody(req, res, body)
}

const byteLength = (body: Reply['body']): number => (body === null ? 0 : Buffer.byteLength(body))

/** How much of a refused body is read on, and for how long, while the client still sends it. */
const lingerBytes = 32 * 1024 * 1024
const lingerMs = 5_000

/**
 * Answers before the body has come, and reads on: a socket that is closed with unread bytes is reset, and the client
 * would lose the answer (RFC 9112 §9.6).
 */
function endAfterBody(req: IncomingMessage, res: ServerResponse, body: Reply['body']): void {
  const timer = setTimeout(end, lingerMs)
  let left = lingerBytes
  req.on('data', (chunk: Uint8Array) => {
    left -= chunk.byteLength
    if (left < 0) end()
  })
  req.once('end', end)
  req.once('close', end)
  if (body === null) res.flushHeaders()
  else res.write(body)

  function end(): void {
    clearTimeout(timer)
    if (!res.writableEnded) res.end()
  }
}
