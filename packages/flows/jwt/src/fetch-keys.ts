import { isUtf8 } from 'node:buffer'
import { importVerificationKey, type VerificationKey } from './jwk.ts'

/** The part of `fetch` that is needed, so that a guarded one can be given. */
export type JwksFetch = (url: string, init: RequestInit) => Promise<Response>

const timeoutMs = 5000
const maxBytes = 256 * 1024
const maxKeys = 100

/** Reads an issuer's keys (RFC 7517 §5), those of use; rejects when it does not answer with a key set in time. */
export async function fetchVerificationKeys(url: string, fetch: JwksFetch): Promise<readonly VerificationKey[]> {
  const signal = AbortSignal.timeout(timeoutMs)
  // raced, because a fetch that is given might not listen to the signal
  return Promise.race([readKeys(url, fetch, signal), rejectionOf(signal)])
}

async function readKeys(url: string, fetch: JwksFetch, signal: AbortSignal): Promise<readonly VerificationKey[]> {
  const headers = { Accept: 'application/jwk-set+json, application/json' }
  const response = await fetch(url, { headers, redirect: 'error', signal })
  if (response.status !== 200 || response.redirected) throw new Error(`key set: answered with ${response.status}`)
  const jwks = parseKeySet(await readBody(response))
  const keys = await Promise.all(jwks.map(importVerificationKey))
  return keys.filter(key => key !== null)
}

async function readBody({ body }: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let byteCount = 0
  for await (const chunk of body ?? []) {
    byteCount += chunk.byteLength
    if (byteCount > maxBytes) throw new Error(`key set: larger than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function parseKeySet(bytes: Buffer): readonly unknown[] {
  if (!isUtf8(bytes)) throw new Error('key set: not UTF-8')
  const { keys } = (JSON.parse(bytes.toString()) ?? {}) as { readonly keys?: unknown }
  if (!Array.isArray(keys)) throw new Error('key set: no list of keys')
  if (keys.length > maxKeys) throw new Error(`key set: more than ${maxKeys} keys`)
  return keys
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
}
