import { createHmac } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { failureOf, problemsOf } from '../../test/failure-of.ts'
import { answerJson, startHttpStandIn } from '../../test/http-stand-in.ts'
import { message } from '../../test/messages.ts'
import type { EmailTransport } from '../message.ts'
import { type Fetch, postJson } from './post-json.ts'
import { resendTransport } from './resend.ts'
import { sendGridTransport } from './send-grid.ts'
import { webhookTransport } from './webhook.ts'

const apiKey = 're_topsecret123'
const secret = 'a-secret-of-the-hook'
const fetch: Fetch = globalThis.fetch
const clock = (): number => 1_800_000_000
const local = { fetch, allowInsecureRequests: true }

const transports: Record<string, (url: string, timeoutSecs?: number) => EmailTransport> = {
  resend: (endpoint, timeoutSecs = 10) => resendTransport({ apiKey, endpoint, timeoutSecs, ...local }),
  sendgrid: (endpoint, timeoutSecs = 10) => sendGridTransport({ apiKey, endpoint, timeoutSecs, ...local }),
  webhook: (url, timeoutSecs = 10) => webhookTransport({ url, secret, timeoutSecs, clock, ...local }),
}

describe('the request', () => {
  it('to Resend is as its API wants it, with an idempotency key', async () => {
    const { url, requests } = await startHttpStandIn(response => answerJson(response, 200, { id: '49a3999c' }))

    await transports.resend?.(`${url}/emails`).send({ ...message, subject: 'Grüße' })

    const [request] = requests
    expect(requests).toHaveLength(1)
    expect(request).toMatchObject({ method: 'POST', path: '/emails' })
    expect(request?.headers).toMatchObject({
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      'idempotency-key': 'mail-1',
      'user-agent': 'pylon-email',
    })
    expect(JSON.parse(request?.body ?? '')).toEqual({
      from: 'Acme <no-reply@acme.com>',
      to: ['ada@example.com'],
      subject: 'Grüße',
      text: message.text,
      html: message.html,
    })
  })

  it('to SendGrid is as its API wants it, with tracking off', async () => {
    const { url, requests } = await startHttpStandIn(response => void response.writeHead(202).end())

    await transports.sendgrid?.(`${url}/v3/mail/send`).send(message)

    const [request] = requests
    expect(request).toMatchObject({ method: 'POST', path: '/v3/mail/send' })
    expect(request?.headers).toMatchObject({ authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' })
    expect(JSON.parse(request?.body ?? '')).toEqual({
      personalizations: [{ to: [{ email: 'ada@example.com' }], custom_args: { pylon_mail_id: 'mail-1' } }],
      from: { email: 'no-reply@acme.com', name: 'Acme' },
      subject: message.subject,
      content: [
        { type: 'text/plain', value: message.text },
        { type: 'text/html', value: message.html },
      ],
      tracking_settings: { click_tracking: { enable: false, enable_text: false }, open_tracking: { enable: false } },
    })
  })

  it('to a webhook is signed over its time and its exact bytes', async () => {
    const { url, requests } = await startHttpStandIn(response => void response.writeHead(204).end())
    const transport = webhookTransport({ url: `${url}/hook?a=1`, secret, clock, ...local })

    await transport.send(message)

    const [request] = requests
    const signature = createHmac('sha256', secret).update(`1800000000.${request?.body}`).digest('hex')
    expect(request).toMatchObject({ method: 'POST', path: '/hook?a=1' })
    expect(request?.headers).toMatchObject({
      'x-pylon-signature': `t=1800000000,v1=${signature}`,
      'idempotency-key': 'mail-1',
      'content-type': 'application/json',
    })
    expect(JSON.parse(request?.body ?? '')).toEqual(message)
  })
})

describe.each(Object.entries(transports))('%s', (name, transportTo) => {
  it.each([
    [400, true],
    [401, false],
    [403, false],
    [404, true],
    [408, false],
    [409, true],
    [413, true],
    [422, true],
    [425, false],
    [429, false],
    [500, false],
    [503, false],
    [307, false],
  ])('takes an answer of %d as a failure; permanent: %s', async (status, isPermanent) => {
    const { url, requests } = await startHttpStandIn(response => {
      response.writeHead(status, { Location: `${url}/elsewhere` }).end('Ada, your code 482913 was refused')
    })

    const failure = await failureOf(transportTo(url).send(message))

    expect(failure).toMatchObject({ name: 'EmailError', isPermanent, message: `${name}: ${status}` })
    expect(requests).toHaveLength(1) // no redirect was followed
  })

  it('keeps key, address and code out of its errors', async () => {
    const echo = {
      name: '482913',
      message: `ada@example.com 482913 ${apiKey}`,
      errors: [{ field: '482913', message: 'x' }],
    }
    const { url } = await startHttpStandIn(response => answerJson(response, 400, echo))

    const failure = await failureOf(transportTo(url).send(message))

    const shown = `${failure.message} ${failure.stack} ${JSON.stringify(failure)} ${String(failure.cause)}`
    for (const hidden of [apiKey, secret, 'ada@', '482913']) expect(shown).not.toContain(hidden)
  })

  it.each(['null', '[]', '{"errors":[null]}', '{"errors":7}', '{"name":{}}', '{'])(
    'takes %s for an answer',
    async body => {
      const { url } = await startHttpStandIn(response => void response.writeHead(422).end(body))

      expect((await failureOf(transportTo(url).send(message))).message).toBe(`${name}: 422`)
    },
  )

  it('reads no more than 64 KiB of an answer that does not end', async () => {
    let bytes = 0
    const { url } = await startHttpStandIn(response => {
      const chunk = 'x'.repeat(16_384)
      const pour = (): void => {
        while (!response.destroyed && response.write(chunk)) bytes += chunk.length
      }
      response.on('drain', pour).writeHead(500)
      pour()
    })

    expect((await failureOf(transportTo(url).send(message))).message).toBe(`${name}: 500`)
    expect(bytes).toBeLessThan(20_000_000) // what fits into the buffers of both sockets
  })

  it.each<[string, (response: ServerResponse) => void]>([
    ['says nothing', () => {}],
    ['sends the head alone', response => void response.writeHead(200).flushHeaders()],
  ])('gives up on a server that %s', async (_, answer) => {
    const { url } = await startHttpStandIn(answer)

    const failure = await failureOf(transportTo(url, 0.2).send(message))

    expect(failure).toMatchObject({ isPermanent: false, message: `${name}: no answer in time` })
  })

  it('takes a server that is not there, or hangs up, for a temporary failure', async () => {
    const { url } = await startHttpStandIn(response => void response.socket?.destroy())

    expect(await failureOf(transportTo(url).send(message))).toMatchObject({ isPermanent: false })
    expect(await failureOf(transportTo('http://127.0.0.1:1').send(message))).toMatchObject({ isPermanent: false })
  })

  it('asks nobody when the mail is unsound', async () => {
    const { url, requests } = await startHttpStandIn(response => answerJson(response, 200, {}))

    await failureOf(transportTo(url).send({ ...message, subject: 'Hi\r\nBcc: eve@example.com' }))
    await failureOf(transportTo(url).send({ ...message, id: 'a\r\nX-Evil: 1' }))

    expect(requests).toEqual([])
  })
})

it('names the error as the provider does', async () => {
  const resend = await startHttpStandIn(response =>
    answerJson(response, 422, { statusCode: 422, name: 'validation_error' }),
  )
  const sendGrid = await startHttpStandIn(response =>
    answerJson(response, 400, { errors: [{ message: 'Invalid ada@example.com', field: 'personalizations.0.to' }] }),
  )

  expect((await failureOf(transports.resend?.(resend.url).send(message) ?? Promise.resolve())).message).toBe(
    'resend: 422 validation_error',
  )
  expect((await failureOf(transports.sendgrid?.(sendGrid.url).send(message) ?? Promise.resolve())).message).toBe(
    'sendgrid: 400 personalizations.0.to',
  )
})

it('tries again when Resend still works on the first request of that key', async () => {
  const answer = { statusCode: 409, name: 'concurrent_idempotent_requests' }
  const { url } = await startHttpStandIn(response => answerJson(response, 409, answer))

  const failure = await failureOf(transports.resend?.(url).send(message) ?? Promise.resolve())

  expect(failure.isPermanent).toBe(false)
})

it('keeps what fetch says of a header to itself', async () => {
  const post = { transport: 'x', fetch, url: 'http://127.0.0.1:1', body: '', timeoutSecs: 1 }

  const failure = await failureOf(postJson({ ...post, headers: { Authorization: `Bearer ${apiKey}\n\n1` } }))

  expect(`${failure.message} ${failure.stack}`).not.toContain(apiKey)
})

describe('options', () => {
  const url = 'https://mail.acme.com/hook'

  it.each(['', 'short', 'with space in it 12345', 'line\nbreak1234567890', 'ключ-ключ-ключ-ключ'])(
    'refuse the key %j',
    key => {
      for (const make of [
        () => resendTransport({ apiKey: key, fetch }),
        () => sendGridTransport({ apiKey: key, fetch }),
        () => webhookTransport({ url, secret: key, fetch, clock }),
      ]) {
        const problems = problemsOf(make).join()
        expect(problems).toMatch(/^(apiKey|secret): expected at least \d+ visible ASCII characters$/)
      }
    },
  )

  it.each(['http://mail.acme.com', 'https://user:pass@mail.acme.com', 'ftp://mail.acme.com', '/hook', ''])(
    'refuse the URL %j',
    endpoint => {
      const expected = 'expected an https: URL without user and password'
      expect(problemsOf(() => resendTransport({ apiKey, endpoint, fetch }))).toEqual([`endpoint: ${expected}`])
      expect(problemsOf(() => sendGridTransport({ apiKey, endpoint, fetch }))).toEqual([`endpoint: ${expected}`])
      expect(problemsOf(() => webhookTransport({ url: endpoint, secret, fetch, clock }))).toEqual([`url: ${expected}`])
    },
  )

  it('refuse a timeout that is none', () => {
    expect(problemsOf(() => resendTransport({ apiKey, fetch, timeoutSecs: Number.NaN }))).toHaveLength(1)
  })
})
