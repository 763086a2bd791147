import { NetGuardError } from './net-guard-error.ts'

/** One request of a chain of redirects. */
export interface Hop {
  readonly url: URL
  readonly method: string
  readonly headers: Headers
  /** A stream can be sent once; bytes can be sent again. */
  readonly body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null
}

/** The request of the caller. */
export function firstHop(url: URL, request: Request, body: Hop['body']): Hop {
  const headers = new Headers(request.headers)
  for (const name of ownHeaders) headers.delete(name)
  if (!headers.has('accept')) headers.set('accept', '*/*')
  if (!headers.has('user-agent')) headers.set('user-agent', 'undici')
  if (!headers.has('accept-encoding')) headers.set('accept-encoding', headers.has('range') ? 'identity' : 'gzip, br')
  return { url, method: request.method, headers, body }
}

/** What follows from URL and body; that of a caller could name another host than the one that is checked. */
const ownHeaders = ['host', 'content-length']

/** What follows a redirect to `url` (https://fetch.spec.whatwg.org/#http-redirect-fetch). */
export function nextHop(hop: Hop, status: number, url: URL, credentialHeaders: readonly string[]): Hop {
  if (hop.url.protocol === 'https:' && url.protocol === 'http:') throw new NetGuardError(url.hostname, 'scheme')
  const isSameOrigin = url.origin === hop.url.origin
  const method = methodAfter(status, hop.method)
  const body = isSameOrigin && method === hop.method ? hop.body : null
  if (body instanceof ReadableStream) throw new NetGuardError(url.hostname, 'redirect') // it is spent
  const dropped = [...(body === null ? bodyHeaders : []), ...(isSameOrigin ? [] : credentialHeaders)]
  return { url, method, headers: without(hop.headers, dropped), body }
}

function methodAfter(status: number, method: string): string {
  if (status === 303) return method === 'HEAD' ? method : 'GET'
  return (status === 301 || status === 302) && method === 'POST' ? 'GET' : method
}

const bodyHeaders = ['content-encoding', 'content-language', 'content-location', 'content-type']

function without(headers: Headers, names: readonly string[]): Headers {
  const rest = new Headers(headers)
  for (const name of names) rest.delete(name)
  return rest
}
