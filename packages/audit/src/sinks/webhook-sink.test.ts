import { createHmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { ConfigError } from '@pylon/core'
import { expect, it } from 'vitest'
import { listen } from '../../test/listen.ts'
import { checkpoint, entries, linesText, testDraft, testRows } from '../../test/make-log.ts'
import { emptyHead, linkEntries } from '../chain.ts'
import { type WebhookSinkOptions, webhookSink } from './webhook-sink.ts'

const secret = 'a secret of the webhook, 32 chars'.replaceAll(' ', '-')
const rows = testRows(3)
const records = [...entries(rows), ...rows.slice(2).map(row => checkpoint(row))]
const now = 1_800_000_123

interface Delivery {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Answers with these statuses, the last one again and again. */
async function startReceiver(...statuses: number[]) {
  const deliveries: Delivery[] = []
  const origin = await listen(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    deliveries.push({ headers: request.headers, body })
    const status = statuses[Math.min(deliveries.length, statuses.length) - 1] ?? 204
    response.writeHead(status, status === 307 ? { Location: `${origin}/elsewhere` } : {}).end('thanks')
  })
  return { url: `${origin}/hook`, deliveries }
}

const sinkTo = (url: string, options: Partial<WebhookSinkOptions> = {}) =>
  webhookSink({ url, secret, fetch, clock: () => now, ...options })

const signatureOf = (id: unknown, time: unknown, body: string, key: Buffer | string): string =>
  `v1,${createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')}`

it('posts the records to the letter, signed with id and time', async () => {
  const { url, deliveries } = await startReceiver()
  await sinkTo(url).write(records)
  const [{ headers, body }] = deliveries as [Delivery]
  expect(JSON.parse(body)).toMatchObject({
    type: 'audit.records',
    data: [{ seq: 1 }, { seq: 2 }, { seq: 3 }, { checkpoint: { seq: 3 } }],
  })
  for (const line of linesText(records).trim().split('\n')) expect(body).toContain(line)
  expect(headers['content-type']).toBe('application/json')
  expect(headers['webhook-timestamp']).toBe(String(now))
  expect(headers['webhook-id']).toMatch(/^msg_[0-9a-f]{32}$/)
  expect(headers['webhook-signature']).toBe(signatureOf(headers['webhook-id'], now, body, secret))
})

it('signs with the bytes of a whsec_ secret', async () => {
  const { url, deliveries } = await startReceiver()
  const key = Buffer.alloc(32, 7)
  await sinkTo(url, { secret: `whsec_${key.toString('base64')}` }).write(records)
  const [{ headers, body }] = deliveries as [Delivery]
  expect(headers['webhook-signature']).toBe(signatureOf(headers['webhook-id'], now, body, key))
})

it('delivers again under the same id, other records under another one', async () => {
  const { url, deliveries } = await startReceiver(503, 200)
  const sink = sinkTo(url)
  await expect(sink.write(records)).rejects.toThrow('status 503')
  await sink.write(records)
  await sink.write(records.slice(1))
  const ids = deliveries.map(({ headers }) => headers['webhook-id'])
  expect(ids[0]).toBe(ids[1])
  expect(ids[2]).not.toBe(ids[1])
})

it.each([301, 307, 400, 404, 410, 500, 503])(
  'does not take status %i for a receipt, and goes nowhere else',
  async status => {
    const { url, deliveries } = await startReceiver(status)
    await expect(sinkTo(url).write(records)).rejects.toThrow()
    expect(deliveries).toHaveLength(1)
  },
)

it('gives up waiting, and tells no secret', async () => {
  const origin = await listen(() => {})
  const error = await sinkTo(`${origin}/hook?token=hidden`, { timeoutSecs: 0.05 }).write(records).catch(String)
  expect(error).toContain('Timeout')
  expect(error).not.toMatch(/hidden|a-secret/)
})

it('divides what is larger than a MiB', async () => {
  const { url, deliveries } = await startReceiver()
  const drafts = Array.from({ length: 30 }, () => ({ ...testDraft(), meta: { text: 'x'.repeat(60_000) } }))
  await sinkTo(url).write(entries(linkEntries(emptyHead, drafts)))
  expect(deliveries).toHaveLength(2)
  for (const { body } of deliveries) expect(body.length).toBeLessThan(1_048_576 + 100)
  expect(deliveries.flatMap(({ body }) => JSON.parse(body).data.map(({ seq }: { seq: number }) => seq))).toEqual(
    drafts.map((_, at) => at + 1),
  )
})

it('has a name without secrets, which two URLs do not share', () => {
  const name = (url: string): string => sinkTo(url).name
  expect(name('https://a.example/hook')).toBe('webhook:https://a.example/hook')
  expect(name('https://a.example/hook?token=hidden')).not.toContain('hidden')
  expect(name('https://a.example/hook?token=1')).not.toBe(name('https://a.example/hook?token=2'))
})

it.each([
  [{ url: 'http://siem.example.com/' }, 'url'],
  [{ url: 'https://user:password@siem.example.com/' }, 'url'],
  [{ url: 'file:///etc/passwd' }, 'url'],
  [{ url: 'http://127.0.0.1.example.com/' }, 'url'],
  [{ secret: 'x'.repeat(31) }, 'secret'],
  [{ secret: undefined }, 'secret'],
  [{ secret: `whsec_${Buffer.alloc(23).toString('base64')}` }, 'secret'],
  [{ secret: `whsec_${'!'.repeat(40)}` }, 'secret'],
  [{ timeoutSecs: 0 }, 'timeoutSecs'],
])('%j stops the start and names %s', (options, name) => {
  const start = () => sinkTo('https://siem.example.com/', options as Partial<WebhookSinkOptions>)
  expect(start).toThrow(ConfigError)
  expect(start).toThrow(new RegExp(`^${name}:`))
})

it('sends in the clear to this machine, and elsewhere by decision', () => {
  for (const url of ['http://127.0.0.1:8080/', 'http://localhost/', 'http://[::1]/'])
    expect(sinkTo(url).name).toBeTruthy()
  expect(sinkTo('http://siem.internal/', { allowInsecureRequests: true }).name).toBe('webhook:http://siem.internal/')
})
