import type { IncomingMessage, ServerResponse } from 'node:http'
import { type App, errorReply, toPylonError } from '@pylon/core'
import { clientAddressFinder } from './client-address.ts'
import { NodeRequest } from './node-request.ts'
import { writeReply } from './write-reply.ts'

export interface NodeHandlerOptions {
  /** Addresses or CIDRs whose `X-Forwarded-For` and `Forwarded` count; default none. */
  readonly trustedProxies?: readonly string[]
}

export type NodeHandler = (req: IncomingMessage, res: ServerResponse) => Promise<void>

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

  return async (req, res) => {
    const reply = await app.handle(new NodeRequest(req, res, findClientAddress))
    if (res.destroyed) return
    try {
      writeReply(req, res, reply)
    } catch (error) {
      writeReply(req, res, errorReply(toPylonError(error))) // a header that holds a line break, say
    }
  }
}
