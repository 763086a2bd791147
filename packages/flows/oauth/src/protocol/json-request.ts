import { isUtf8 } from 'node:buffer'
import { type FaultOf, ProviderFault } from './provider-fault.ts'

/** The part of `fetch` that is needed, so that a guarded one can be given. */
export type ProviderFetch = (url: string, init: RequestInit) => Promise<Response>

export interface JsonRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

export interface JsonAnswer {
  readonly status: number
  readonly body: unknown
}

/** What a request needs besides itself. */
export interface Wire {
  readonly fetch: ProviderFetch
  readonly signal: AbortSignal
  readonly fault: FaultOf
}

/** Sends a request and reads the JSON of its answer, at most 256 KiB, no redirects; throws faults alone. */
export async function requestJson({ url, ...init }: JsonRequest, { fetch, signal, fault }: Wire): Promise<JsonAnswer> {
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal })
    // a redirect would carry secrets to wherever the answer says
    if (isRedirect(response)) return await refuse(response, fault('redirect'))
    return { status: response.status, body: parseJson(await readBody(response, fault), fault) }
  } catch (error) {
    throw error instanceof ProviderFault ? error : fault(signal.aborted ? 'timeout' : unreachable(error))
  }
}

const maxBytes = 256 * 1024

const isRedirect = ({ type, status }: Response): boolean => type === 'opaqueredirect' || (status >= 300 && status < 400)

async function refuse(response: Response, error: Error): Promise<never> {
  await response.body?.cancel()
  throw error
}

async function readBody({ body }: Response, fault: FaultOf): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let byteCount = 0
  for await (const chunk of body ?? []) {
    byteCount += chunk.byteLength
    if (byteCount > maxBytes) throw fault('too large') // leaving the loop cancels the rest
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Whatever media type it names: some big providers call their JSON `text/javascript`. */
function parseJson(bytes: Buffer, fault: FaultOf): unknown {
  if (!isUtf8(bytes)) throw fault('not JSON')
  try {
    return JSON.parse(bytes.toString())
  } catch {
    throw fault('not JSON') // the parser's own message quotes the body
  }
}

/** The system's code alone: messages of network errors may quote URLs. */
function unreachable(error: unknown): string {
  const code = codeOf(error) ?? (error instanceof Error ? codeOf(error.cause) : null)
  return code === null ? 'unreachable' : `unreachable (${code})`
}

function codeOf(error: unknown): string | null {
  const code = (error as { readonly code?: unknown } | null | undefined)?.code
  return typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? code : null
}
