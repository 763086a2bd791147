import { NetGuardError } from './net-guard-error.ts'

/** One request of a chain of redirects. */
export interface Hop {
  readonly url: URL
  readonly method: string
  readonly headers: Headers
  readonly body: Uint8Array<ArrayBuffer> | null
}

/** Reads a request of the platform's shape; its body is read whole, since a redirect may ask for it again. */
export async function firstHop(url: URL, request: Request): Promise<Hop> {
  const body = request.body === null ? null : new Uint8Array(await request.arrayBuffer())
  return { url, method: request.method, headers: new Headers(request.headers), body }
}

/** What follows a redirect to `url` (https://fetch.spec.whatwg.org/#http-redirect-fetch). */
export function nextHop(hop: Hop, status: number, url: URL, credentialHeaders: readonly string[]): Hop {
  if (hop.url.protocol === 'https:' && url.protocol === 'http:') throw new NetGuardError(url.hostname, 'scheme')
  const isSameOrigin = url.origin === hop.url.origin
  const method = methodAfter(status, hop.method)
  const body = isSameOrigin && method === hop.method ? hop.body : null
  const dropped = [...(body === null ? bodyHeaders : []), ...(isSameOrigin ? [] : credentialHeaders)]
  return { url, method, headers: without(hop.headers, dropped), body }
}

function methodAfter(status: number, method: string): string {
  if (status === 303) return method === 'HEAD' ? method : 'GET'
  return (status === 301 || status === 302) && method === 'POST' ? 'GET' : method
}

const bodyHeaders = ['content-encoding', 'content-language', 'content-location', 'content-type', 'content-length']

function without(headers: Headers, names: readonly string[]): Headers {
  const rest = new Headers(headers)
  for (const name of names) rest.delete(name)
  return rest
}
