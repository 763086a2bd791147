import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { Hop } from './hop.ts'

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number
  readonly statusText: string
  readonly headers: Headers
  readonly body: Readable
}

/** Sends one request; undici's own `fetch` would do the same at more than twice the price. */
export async function sendHop(hop: Hop, dispatcher: Dispatcher, signal: AbortSignal): Promise<WireAnswer> {
  const { statusCode, statusText, headers, body } = await dispatcher.request({
    origin: hop.url.origin,
    path: pathOf(hop.url),
    method: hop.method,
    headers: hop.headers,
    body: hop.body instanceof ReadableStream ? Readable.from(hop.body) : hop.body,
    signal,
  })
  return { status: statusCode, statusText, headers: toHeaders(headers), body }
}

/** As it stands: `search` leaves the `?` of an empty query out. */
const pathOf = ({ href, origin }: URL): string => href.slice(origin.length).split('#', 1)[0] ?? '/'

function toHeaders(raw: NodeJS.Dict<string | string[]>): Headers {
  const headers = new Headers()
  for (const [name, value = ''] of Object.entries(raw)) {
    for (const each of typeof value === 'string' ? [value] : value) headers.append(name, each)
  }
  return headers
}
