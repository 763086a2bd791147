/** One line of a file, as text that stands for exactly its bytes. */
export interface Line {
  readonly number: number
  /** Null when it is no line of ours: not UTF-8, larger than a MiB, or without an end. */
  readonly text: string | null
}

/** Divides bytes into lines, of which never more than one is held. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Line[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }) // a lenient one takes other bytes for the same text
  let rest: Uint8Array = new Uint8Array()
  let number = 0
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const lines: Line[] = []
    let start = 0
    for (let end = bytes.indexOf(lineEnd); end >= 0; end = bytes.indexOf(lineEnd, start)) {
      lines.push({ number: ++number, text: decode(decoder, bytes.subarray(start, end)) })
      start = end + 1
    }
    rest = bytes.subarray(start)
    const isTooLong = rest.length > maxLineBytes
    yield isTooLong ? [...lines, { number: number + 1, text: null }] : lines
    if (isTooLong) return
  }
  if (rest.length > 0) yield [{ number: number + 1, text: null }]
}

const lineEnd = 0x0a
const maxLineBytes = 1_048_576

function decode(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}
