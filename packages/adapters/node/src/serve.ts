import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { App } from '@pylon/core'
import { answerClientError } from './client-error.ts'
import { type NodeHandler, type NodeHandlerOptions, toNodeHandler } from './handler.ts'

/** Certificates as PEM text. */
export interface TlsOptions {
  readonly cert: string
  readonly key: string
  /** Turns mutual TLS on: only clients with a certificate of this authority get through. */
  readonly clientCa?: string
}

export interface ServeOptions extends NodeHandlerOptions {
  /** Default 4321; 0 takes a free one. */
  readonly port?: number
  /** Default `127.0.0.1`. */
  readonly host?: string
  /** Default null: plain HTTP. At least TLS 1.2. */
  readonly tls?: TlsOptions | null
  /** In seconds; default 10. */
  readonly headersTimeoutSecs?: number
  /** For headers and body together, in seconds; default 30. */
  readonly requestTimeoutSecs?: number
  /** How long an idle connection stays open, in seconds; default 5. */
  readonly keepAliveTimeoutSecs?: number
}

export interface RunningServer {
  readonly url: string
  readonly port: number
  /** Takes no new connections, finishes the requests in flight for at most `graceSecs` (default 10), then cuts them off. */
  close(graceSecs?: number): Promise<void>
}

/**
 * Serves an app on node:http or node:https and resolves once it listens; rejects when it cannot (port in use).
 *
 * @example
 * import { createApp } from '@pylon/core'
 * import { serve } from '@pylon/node'
 *
 * const server = await serve(createApp({}), { port: 0 })
 * console.log(server.url)
 * await server.close()
 */
export async function serve(app: App, options: ServeOptions = {}): Promise<RunningServer> {
  const { port = 4321, host = '127.0.0.1', tls = null } = options
  const server = createHttpServer(toNodeHandler(app, options), options)
  server.on('clientError', answerClientError)
  await listen(server, port, host)
  const address = server.address() as AddressInfo // a TCP server that listens has one

  return {
    url: `${tls === null ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    close: (graceSecs = 10) => close(server, graceSecs),
  }
}

function createHttpServer(
  handler: NodeHandler,
  { tls = null, headersTimeoutSecs = 10, requestTimeoutSecs = 30, keepAliveTimeoutSecs = 5 }: ServeOptions,
): Server {
  const timeouts = {
    headersTimeout: headersTimeoutSecs * 1000,
    requestTimeout: requestTimeoutSecs * 1000,
    keepAliveTimeout: keepAliveTimeoutSecs * 1000,
    connectionsCheckingInterval: 1000,
  }
  const server = tls === null ? createServer(timeouts) : createTlsServer({ ...timeouts, ...secureContext(tls) })
  server.on('request', handler)
  server.on('checkContinue', handler) // the body asks for `100 Continue` itself, once somebody reads it
  return server
}

const secureContext = ({ cert, key, clientCa }: TlsOptions): object => ({
  cert,
  key,
  minVersion: 'TLSv1.2',
  ...(clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true }),
})

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })

const close = (server: Server, graceSecs: number): Promise<void> =>
  new Promise(resolve => {
    // a connection whose last request has just been answered would otherwise idle until its keep-alive timeout
    const closeIdle = setInterval(() => server.closeIdleConnections(), 50)
    const cutOff = setTimeout(() => server.closeAllConnections(), graceSecs * 1000)
    server.close(() => {
      clearInterval(closeIdle)
      clearTimeout(cutOff)
      resolve()
    })
  })
