import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { listen } from './listen.ts'

export const testCredentials = { accessKeyId: 'AKIDTEST', secretAccessKey: 'the secret key of the tests' }
const region = 'eu-test-1'

export interface StoredObject {
  body: Buffer
  readonly headers: IncomingMessage['headers']
}

export interface S3StandIn {
  readonly options: {
    readonly bucket: string
    readonly region: string
    readonly endpoint: string
    readonly credentials: typeof testCredentials
  }
  readonly objects: Map<string, StoredObject>
  /** `PUT key 200`, in the order of arrival. */
  readonly log: string[]
  /** Statuses for the next requests; after `lost` the request is done and its answer lost. */
  readonly faults: (number | 'lost')[]
}

/** As much of S3 as the sink uses: signed puts, gets and lists of one bucket, two keys a page. */
export async function startS3(): Promise<S3StandIn> {
  const objects = new Map<string, StoredObject>()
  const log: string[] = []
  const faults: (number | 'lost')[] = []
  const endpoint = await listen(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const url = new URL(request.url ?? '/', 'http://s3')
    const key = decodeURIComponent(url.pathname).replace(/^\/acme-audit\/?/, '')
    const fault = faults.shift()
    const status = typeof fault === 'number' ? fault : answer(request, url, key, body, response)
    log.push(`${request.method} ${key} ${status}`)
    if (fault === 'lost') return void response.destroy()
    if (!response.headersSent) response.writeHead(status, { 'Content-Type': 'application/xml' })
    response.end(status >= 400 ? `<Error><Code>${errorCodes[status] ?? 'InternalError'}</Code></Error>` : undefined)
  })

  function answer(request: IncomingMessage, url: URL, key: string, body: Buffer, response: ServerResponse): number {
    if (!isSigned(request, url, body)) return 403
    if (!url.pathname.startsWith('/acme-audit/')) return 404
    if (request.method === 'PUT') return put(request, key, body)
    if (url.searchParams.get('list-type') === '2') return list(url.searchParams, response)
    const found = objects.get(key)
    if (found === undefined) return 404
    response.writeHead(200, { 'Content-Length': found.body.length }).write(found.body)
    return 200
  }

  function put({ headers }: IncomingMessage, key: string, body: Buffer): number {
    if (headers['if-none-match'] === '*' && objects.has(key)) return 412
    if (headers['x-amz-checksum-sha256'] !== createHash('sha256').update(body).digest('base64')) return 400
    objects.set(key, { body, headers })
    return 200
  }

  function list(query: URLSearchParams, response: ServerResponse): number {
    const keys = [...objects.keys()].sort().filter(key => key.startsWith(query.get('prefix') ?? ''))
    const start = Number(query.get('continuation-token') ?? 0)
    const page = keys.slice(start, start + 2).map(key => `<Contents><Key>${key}</Key></Contents>`)
    const next = start + 2 < keys.length ? `<NextContinuationToken>${start + 2}</NextContinuationToken>` : ''
    const isTruncated = `<IsTruncated>${next !== ''}</IsTruncated>`
    response.writeHead(200, { 'Content-Type': 'application/xml' })
    response.write(`<ListBucketResult>${isTruncated}${next}${page.join('')}</ListBucketResult>`)
    return 200
  }

  return { options: { bucket: 'acme-audit', region, endpoint, credentials: testCredentials }, objects, log, faults }
}

const errorCodes: Readonly<Record<number, string>> = {
  403: 'SignatureDoesNotMatch',
  404: 'NoSuchKey',
  409: 'ConditionalRequestConflict',
  412: 'PreconditionFailed',
  503: 'SlowDown',
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/** AWS Signature Version 4, computed from the request as it came. */
function isSigned({ method, headers }: IncomingMessage, url: URL, body: Buffer): boolean {
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=(\w{64})$/
  const [, keyId, day = '', scope = '', names = '', signature] = form.exec(headers.authorization ?? '') ?? []
  const signed = names.split(';')
  const mustBeSigned = Object.keys(headers).filter(
    name => name === 'host' || name.startsWith('x-amz-') || name === 'if-none-match',
  )
  if (keyId !== testCredentials.accessKeyId || scope !== region || mustBeSigned.some(name => !signed.includes(name)))
    return false
  if (headers['x-amz-content-sha256'] !== sha256(body)) return false

  const encode = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
  const query = [...url.searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort()
  const headerLines = signed.map(name => `${name}:${String(headers[name]).trim()}\n`)
  const canonical = [method, url.pathname, query.join('&'), headerLines.join(''), names, sha256(body)].join('\n')
  const time = String(headers['x-amz-date'])
  const text = ['AWS4-HMAC-SHA256', time, `${day}/${scope}/s3/aws4_request`, sha256(canonical)].join('\n')
  const key = hmac(hmac(hmac(hmac(`AWS4${testCredentials.secretAccessKey}`, day), scope), 's3'), 'aws4_request')
  return time.startsWith(day) && hmac(key, text).toString('hex') === signature
}
