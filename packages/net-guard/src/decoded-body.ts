import { pipeline, type Readable, type Transform } from 'node:stream'
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

/** Undoes the codings of a body (RFC 9110 §8.4); what has a coding besides these stays as it came. */
export function decodedBody(body: Readable, contentEncoding: string): Readable {
  const codings = contentEncoding
    .toLowerCase()
    .split(',', maxCodings + 1)
    .reverse()
  if (codings.length > maxCodings) throw new TypeError('The response is compressed too often') // each multiplies a bomb
  const makers = codings.map(coding => decoders.get(coding.trim()))
  if (!makers.every(maker => maker !== undefined)) return body
  const streams = makers.map(maker => maker())
  pipeline([body, ...streams], () => {}) // an error comes out at the end of the line too
  return streams.at(-1) ?? body
}

const maxCodings = 5

/** Lenient towards an end that was cut off, as browsers are; the length on the wire is checked elsewhere. */
const lenient = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH }
const lenientBrotli = { flush: constants.BROTLI_OPERATION_FLUSH, finishFlush: constants.BROTLI_OPERATION_FLUSH }

const decoders: ReadonlyMap<string, () => Transform> = new Map([
  ['gzip', () => createGunzip(lenient)],
  ['x-gzip', () => createGunzip(lenient)],
  ['deflate', () => createInflate(lenient)],
  ['br', () => createBrotliDecompress(lenientBrotli)],
])
