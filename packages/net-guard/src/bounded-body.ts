import type { Readable } from 'node:stream'

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
export function boundBody(body: Readable, bound: BodyBound): ReadableStream<Uint8Array> {
  let size = 0
  let isOver = false

  function end(settle: () => void): void {
    if (isOver) return
    isOver = true
    bound.onEnd()
    settle()
    body.destroy() // closes the connection, unless all of it was read
  }

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const fail = (error: unknown): void => end(() => controller.error(error))
        body.on('data', (chunk: Uint8Array) => {
          size += chunk.byteLength
          if (size > bound.maxBytes) return fail(bound.tooLarge())
          controller.enqueue(chunk)
          body.pause()
        })
        body.on('end', () => end(() => controller.close()))
        body.on('error', error => fail(bound.toError(error)))
        body.pause()
      },
      pull: () => void body.resume(),
      cancel: () => end(() => {}),
    },
    { highWaterMark: 0 }, // nothing is read ahead of who reads
  )
}
