export interface ReceivedMail {
  readonly raw: string
  /** By lower-case name, unfolded, encoded words decoded. */
  readonly headers: Readonly<Record<string, string>>
  readonly rawHeaders: string
  readonly text: string
  readonly html: string
}

/** Reads a mail of two alternative parts as RFC 2045 to 2047 write it. */
export function parseMime(raw: string): ReceivedMail {
  const { rawHeaders, headers, body } = splitPart(raw)
  const boundary = /boundary="([^"]+)"/.exec(headers['content-type'] ?? '')?.[1] ?? ''
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map(part => splitPart(part.replace(/^\r\n/, '')))
  const partOf = (type: string): string => {
    const part = parts.find(({ headers }) => headers['content-type']?.startsWith(type))
    return part === undefined
      ? ''
      : decodeBody(part.body.replace(/\r\n$/, ''), part.headers['content-transfer-encoding'])
  }
  return { raw, headers, rawHeaders, text: partOf('text/plain'), html: partOf('text/html') }
}

function splitPart(raw: string) {
  const end = raw.indexOf('\r\n\r\n')
  const rawHeaders = raw.slice(0, end)
  const lines = rawHeaders.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
  const headers = Object.fromEntries(
    lines.map(line => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      decodeWords(line.slice(line.indexOf(':') + 1).trim()),
    ]),
  )
  return { rawHeaders, headers, body: raw.slice(end + 4) }
}

const decodeWords = (text: string): string =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_, encoding: string, word: string) =>
      encoding.toUpperCase() === 'B' ? Buffer.from(word, 'base64').toString() : decodeQuoted(word.replace(/_/g, ' ')),
    )

function decodeBody(body: string, encoding = '7bit'): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString().replace(/\r\n/g, '\n')
  const text = encoding === 'quoted-printable' ? decodeQuoted(body.replace(/=\r\n/g, '')) : body
  return text.replace(/\r\n/g, '\n')
}

const decodeQuoted = (text: string): string =>
  Buffer.from(
    text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString()
