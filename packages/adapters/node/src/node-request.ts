import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AppRequest, PylonError, unmapIpv4 } from '@pylon/core'
import type { FindClientAddress } from './client-address.ts'

/** A node:http request as the app reads it: nothing is copied or parsed before it is asked for. */
export class NodeRequest implements AppRequest {
  readonly method: string
  readonly target: string
  readonly #req: IncomingMessage
  readonly #res: ServerResponse
  readonly #findClientAddress: FindClientAddress

  constructor(req: IncomingMessage, res: ServerResponse, findClientAddress: FindClientAddress) {
    this.method = req.method ?? 'GET'
    this.target = originForm(req.url ?? '/')
    this.#req = req
    this.#res = res
    this.#findClientAddress = findClientAddress
  }

  get ip(): string {
    return this.#findClientAddress(this.#req)
  }

  get socketIp(): string {
    return unmapIpv4(this.#req.socket.remoteAddress ?? '')
  }

  get hasBody(): boolean {
    return this.header('transfer-encoding') !== null || Number(this.header('content-length') ?? 0) > 0
  }

  /** Scans the raw headers: for the few that a request asks for, this is faster than node's parsed object. */
  header(name: string): string | null {
    const { rawHeaders } = this.#req
    let found: string | null = null
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const key = rawHeaders[at] ?? ''
      if (key.length !== name.length || key.toLowerCase() !== name) continue
      const value = rawHeaders[at + 1] ?? ''
      if (name !== 'cookie') return value
      found = found === null ? value : `${found}; ${value}`
    }
    return found
  }

  async *body(): AsyncGenerator<Uint8Array> {
    if (this.header('expect')?.toLowerCase() === '100-continue') this.#res.writeContinue()
    try {
      // a refused body must not take the socket down with it: the answer still has to go out
      yield* this.#req.iterator({ destroyOnReturn: false })
    } catch (cause) {
      throw new PylonError('INVALID_REQUEST', 400, 'The body ended early', { cause })
    }
  }
}

/** The absolute form, which clients send to proxies, names the same resource (RFC 9112 §3.2.2). */
function originForm(target: string): string {
  if (target.startsWith('/')) return target
  const match = /^https?:\/\/[^/?#]*(.*)$/i.exec(target)
  return match === null ? target : match[1]?.startsWith('/') ? match[1] : `/${match[1] ?? ''}`
}
