import { request } from 'node:http'

/** What a server answered, as the floor repeats it. */
export interface RecordedReply {
  readonly status: number
  /** Names and values in turn, without those that node:http adds to every answer by itself. */
  readonly headers: readonly string[]
  readonly body: string
}

export function recordReply(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<RecordedReply> {
  return new Promise((resolve, reject) => {
    const req = request({ host: '127.0.0.1', port, path, headers, agent: false }, async res => {
      const chunks: Buffer[] = []
      for await (const chunk of res) chunks.push(chunk)
      const pairs = res.rawHeaders.flatMap((name, at) => (at % 2 === 0 && !isAutomatic(name) ? [at, at + 1] : []))
      resolve({
        status: res.statusCode ?? 0,
        headers: pairs.map(at => res.rawHeaders[at] ?? ''),
        body: Buffer.concat(chunks).toString(),
      })
    })
    req.once('error', reject)
    req.end()
  })
}

const isAutomatic = (name: string): boolean => ['date', 'connection', 'keep-alive'].includes(name.toLowerCase())
