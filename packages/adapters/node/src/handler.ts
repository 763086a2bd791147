import type { IncomingMessage, ServerResponse } from 'node:http'
import type { App, Reply } from '@pylon/core'
import { clientAddressFinder } from './client-address.ts'
import { NodeRequest } from './node-request.ts'

export interface NodeHandlerOptions {
  /** Addresses or CIDRs whose `X-Forwarded-For` and `Forwarded` count; default none. */
  readonly trustedProxies?: readonly string[]
}

export type NodeHandler = (req: IncomingMessage, res: ServerResponse) => void

/**
 * Lets node:http, and what is built on it, call an app without building web `Request` and `Response` objects.
 *
 * Throws `ConfigError` for proxies that are no address or CIDR.
 *
 * @example
 * import { createServer } from 'node:http'
 * import { createApp } from '@pylon/core'
 * import { toNodeHandler } from '@pylon/node'
 *
 * const server = createServer(toNodeHandler(createApp({})))
 */
export function toNodeHandler(app: App, { trustedProxies = [] }: NodeHandlerOptions = {}): NodeHandler {
  const findClientAddress = clientAddressFinder(trustedProxies)

  return (req, res) => {
    app.handle(new NodeRequest(req, res, findClientAddress)).then(
      reply => writeReply(res, reply),
      () => res.destroy(), // handle never rejects; a broken promise must not take the process with it
    )
  }
}

function writeReply(res: ServerResponse, { status, headers, body }: Reply): void {
  if (res.destroyed) return
  const rawHeaders: string[] = []
  for (const [name, value] of headers) rawHeaders.push(name, value)
  if (status !== 204 && status !== 304) rawHeaders.push('Content-Length', String(byteLength(body)))
  res.writeHead(status, rawHeaders)
  res.end(body ?? undefined)
}

const byteLength = (body: Reply['body']): number => (body === null ? 0 : Buffer.byteLength(body))
