export interface RequestParts {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: object
}

/** A request as it goes on the wire. */
export function requestText({ method, path, headers = {}, body }: RequestParts): string {
  const text = body === undefined ? '' : JSON.stringify(body)
  const all: Readonly<Record<string, string | number>> = {
    Host: '127.0.0.1',
    'User-Agent': 'pylon-bench',
    Accept: '*/*',
    ...headers,
    ...(body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
  }
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n${text}`
}
