/** Reads at most `maxBytes` as text and lets go of the rest. */
export async function readBounded(body: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<string> {
  if (body === null) return ''
  const reader = body.getReader()
  const chunks: Uint8Array[] = []
  let left = maxBytes
  while (left > 0) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value.subarray(0, left))
    left -= value.byteLength
  }
  await reader.cancel()
  return Buffer.concat(chunks).toString('utf8')
}
