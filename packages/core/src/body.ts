import type { AppRequest } from './context.ts'
import { invalidJson, payloadTooLarge, unsupportedMediaType } from './errors.ts'
import { isDeeperThan, isJsonObject, type JsonObject } from './json.ts'

const maxDepth = 32

/** Refuses a body by its headers alone, before any of it is read. */
export function checkBodyHeaders(
  request: Pick<AppRequest, 'hasBody' | 'header'>,
  maxBodyBytes: number,
  acceptsForm = false,
): void {
  if (!request.hasBody) return
  if (Number(request.header('content-length') ?? 0) > maxBodyBytes) throw payloadTooLarge(maxBodyBytes)
  const type = mediaTypeOf(request)
  if (type !== jsonType && !(acceptsForm && type === formType)) throw unsupportedMediaType()
}

/** Reads a body of at most `maxBodyBytes` as one JSON object, UTF-8, at most 32 deep. */
export async function readJson(request: AppRequest, maxBodyBytes: number): Promise<JsonObject> {
  checkBodyHeaders(request, maxBodyBytes)
  const bytes = await readBytes(request.body(), maxBodyBytes)
  // some runtimes tell of a body by its bytes alone
  if (bytes.byteLength > 0 && mediaTypeOf(request) !== jsonType) throw unsupportedMediaType()
  const text = decode(bytes)
  const value = parse(text)
  if (!isJsonObject(value)) throw invalidJson('The body is not a JSON object')
  if (isDeeperThan(value, maxDepth)) throw invalidJson(`The body is nested deeper than ${maxDepth}`)
  return value
}

/** Reads a body of at most `maxBodyBytes` as the fields of a form, UTF-8. */
export async function readForm(request: AppRequest, maxBodyBytes: number): Promise<URLSearchParams> {
  checkBodyHeaders(request, maxBodyBytes, true)
  if (mediaTypeOf(request) !== formType) throw unsupportedMediaType()
  return new URLSearchParams(decode(await readBytes(request.body(), maxBodyBytes)))
}

const jsonType = 'application/json'
const formType = 'application/x-www-form-urlencoded'

const mediaTypeOf = (request: Pick<AppRequest, 'header'>): string | undefined =>
  request.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase()

async function readBytes(body: AsyncIterable<Uint8Array>, maxBodyBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > maxBodyBytes) throw payloadTooLarge(maxBodyBytes)
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : join(chunks, size)
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    whole.set(chunk, offset)
    offset += chunk.byteLength
  }
  return whole
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw invalidJson('The body is not UTF-8', cause)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalidJson('The body is not JSON') // the parser's own message quotes the body, which may hold a password
  }
}
