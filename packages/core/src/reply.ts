/** Names and values in the order in which they are sent; a name may stand more than once (`Set-Cookie`). */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** What a handler answers: plain data, so that adapters write it without building a web `Response`. */
export interface Reply {
  readonly status: number
  readonly headers: HeaderList
  readonly body: string | Uint8Array | null
}

const jsonHeaders: HeaderList = [['Content-Type', 'application/json; charset=utf-8']]

/**
 * Answers with a JSON body.
 *
 * @example
 * import { jsonReply } from '@pylon/core'
 *
 * const reply = jsonReply(201, { id: 'doc_1' })
 */
export function jsonReply(status: number, body: unknown, headers: HeaderList = []): Reply {
  return {
    status,
    headers: headers.length === 0 ? jsonHeaders : [...jsonHeaders, ...headers],
    body: JSON.stringify(body),
  }
}
