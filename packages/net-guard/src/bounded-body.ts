export interface BodyBound {
  /** After decompression: a bomb is small on the wire. */
  readonly maxBytes: number
  /** What to throw when there are more. */
  readonly tooLarge: () => Error
  /** What to throw when the connection breaks. */
  readonly toError: (error: unknown) => unknown
  /** Called once nothing more will be read. */
  readonly onEnd: () => void
}

/** Hands a body on, chunk by chunk as it is read, until there is too much of it. */
export function boundBody(body: ReadableStream<Uint8Array>, bound: BodyBound): ReadableStream<Uint8Array> {
  const chunks = chunksOf(body, bound)
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: () => bound.onEnd(),
    },
    { highWaterMark: 0 }, // nothing is read ahead of who reads
  )
}

async function* chunksOf(body: ReadableStream<Uint8Array>, bound: BodyBound): AsyncGenerator<Uint8Array, void> {
  let size = 0
  try {
    for await (const chunk of body) {
      size += chunk.byteLength
      if (size > bound.maxBytes) throw bound.tooLarge()
      yield chunk
    }
  } catch (error) {
    throw bound.toError(error)
  } finally {
    bound.onEnd()
  }
}
