import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ConfigError, createApp, type Flow, jsonReply, type RequestContext, type Route } from '@pylon/core'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type CaptchaOptions, captcha } from './captcha.ts'

const secret = 'the secret of this site'

interface Asked {
  readonly method: string | undefined
  readonly type: string | undefined
  readonly fields: Record<string, string>
}

/** Stands in for a vendor, and remembers what it was asked. */
async function startVendor(answer: unknown): Promise<{ readonly url: string; readonly asked: readonly Asked[] }> {
  const asked: Asked[] = []
  const url = await listen(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    asked.push({
      method: request.method,
      type: request.headers['content-type'],
      fields: Object.fromEntries(new URLSearchParams(text)),
    })
    response
      .setHeader('Content-Type', 'application/json')
      .end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  })
  return { url, asked }
}

async function listen(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/siteverify`
}

interface Outcome {
  readonly code: string
  readonly status: number
  /** What the handler read. */
  readonly body?: unknown
}

type Send = (path: string, body: unknown, init?: RequestInit) => Promise<Outcome>

function makeApp(options: Partial<CaptchaOptions>): Send {
  const handle = async (ctx: RequestContext) => jsonReply(200, ctx.method === 'GET' ? {} : await ctx.json())
  const route = (path: string, method: Route['method'] = 'POST'): Route => ({ method, path, auth: 'anyone', handle })
  const guarded = ['/password/register', '/magic/send', '/password/reset/request']
  const flow: Flow = { name: 'test', routes: [...guarded, '/password/login'].map(path => route(path)) }
  const app = createApp({
    flows: [{ ...flow, routes: [...flow.routes, route('/magic/send', 'GET')] }],
    plugins: [captcha({ provider: 'turnstile', secret, fetch, ...options })],
  })
  return async (path, body, init = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const headers = { 'Content-Type': 'application/json' }
    const request = new Request(`https://a.test/api/auth${path}`, { method: 'POST', headers, body: text, ...init })
    const response = await app.fetch(request, { ip: '192.0.2.7' })
    const answer = (await response.json()) as { error?: { code: string } }
    return { code: answer.error?.code ?? 'passed', status: response.status, body: answer }
  }
}

const failed = { code: 'CAPTCHA_FAILED', status: 400 }

describe.each(['turnstile', 'hcaptcha', 'recaptcha'] as const)('%s', provider => {
  it.each(['/password/register', '/magic/send', '/password/reset/request'])('asks the vendor before %s', async path => {
    const vendor = await startVendor({ success: true })
    const send = makeApp({ provider, verifyUrl: vendor.url })
    const body = { email: 'ada@example.com', captcha_token: 'tökén&=' }
    expect(await send(path, body)).toMatchObject({ status: 200, body })
    expect(vendor.asked).toEqual([
      {
        method: 'POST',
        type: 'application/x-www-form-urlencoded;charset=UTF-8',
        fields: { secret, response: 'tökén&=', remoteip: '192.0.2.7' },
      },
    ])
  })

  it.each([
    { success: false, 'error-codes': ['invalid-input-response'] },
    { success: 'true' },
    { success: 1 },
    { Success: true },
    {},
  ])('refuses when the vendor answers %j', async answer => {
    const onError = vi.fn()
    const send = makeApp({ provider, verifyUrl: (await startVendor(answer)).url, onError })
    expect(await send('/magic/send', { captcha_token: 't' })).toMatchObject(failed)
    expect(onError).not.toHaveBeenCalled()
  })
})

it.each([undefined, null, '', 1, true, ['t'], { t: 1 }, 'x'.repeat(4097)])(
  'refuses the token %j unasked',
  async token => {
    const vendor = await startVendor({ success: true })
    const send = makeApp({ verifyUrl: vendor.url })
    expect(await send('/magic/send', { captcha_token: token })).toMatchObject(failed)
    expect(vendor.asked).toEqual([])
  },
)

it('takes a token of 4096 characters', async () => {
  const send = makeApp({ verifyUrl: (await startVendor({ success: true })).url })
  expect(await send('/magic/send', { captcha_token: 'x'.repeat(4096) })).toMatchObject({ status: 200 })
})

it('does not take a token that the body inherits', async () => {
  const send = makeApp({ verifyUrl: (await startVendor({ success: true })).url })
  expect(await send('/magic/send', '{"__proto__":{"captcha_token":"t"}}')).toMatchObject(failed)
})

it('leaves other routes, other methods and unknown paths alone', async () => {
  const vendor = await startVendor({ success: false })
  const send = makeApp({ verifyUrl: vendor.url })
  expect(await send('/password/login', {})).toMatchObject({ status: 200 })
  expect(await send('/magic/send', undefined, { method: 'GET', body: null })).toMatchObject({ status: 200 })
  expect(await send('/elsewhere/magic/send', {})).toMatchObject({ code: 'NOT_FOUND' })
  expect(await send('/magic/send/', {})).toMatchObject({ code: 'NOT_FOUND' })
  expect(vendor.asked).toEqual([])
})

it('guards the paths it is told to, and no others', async () => {
  const send = makeApp({ verifyUrl: (await startVendor({ success: false })).url, paths: ['/password/login'] })
  expect(await send('/password/login', { captcha_token: 't' })).toMatchObject(failed)
  expect(await send('/magic/send', {})).toMatchObject({ status: 200 })
})

it.each([
  ['no JSON', '{', 'INVALID_JSON'],
  ['no object', '[]', 'INVALID_JSON'],
  ['too large', JSON.stringify({ a: 'x'.repeat(70_000) }), 'PAYLOAD_TOO_LARGE'],
])('leaves the error of a body that is %s as it is', async (_, body, code) => {
  const send = makeApp({ verifyUrl: (await startVendor({ success: true })).url })
  expect(await send('/magic/send', body)).toMatchObject({ code })
})

describe('expectedHostname', () => {
  it.each([
    ['app.example.com', 200],
    ['example.com', 400],
    ['app.example.com.evil.example', 400],
    [undefined, 400],
    [null, 400],
  ])('app.example.com, and the vendor says %j: %i', async (hostname, status) => {
    const { url } = await startVendor({ success: true, hostname })
    const send = makeApp({ verifyUrl: url, expectedHostname: 'app.example.com' })
    expect(await send('/magic/send', { captcha_token: 't' })).toMatchObject({ status })
  })
})

describe('minScore', () => {
  it.each([
    [undefined, 0.5, 200],
    [undefined, 0.49, 400],
    [undefined, undefined, 200],
    [undefined, '0.9', 400],
    [0.7, 0.7, 200],
    [0.7, 0.69, 400],
    [0.7, undefined, 400],
    [0, 0, 200],
  ])('%j, and the score is %j: %i', async (minScore, score, status) => {
    const { url } = await startVendor({ success: true, score })
    const options = { provider: 'recaptcha', verifyUrl: url, ...(minScore === undefined ? {} : { minScore }) } as const
    expect(await makeApp(options)('/magic/send', { captcha_token: 't' })).toMatchObject({ status })
  })

  it("does not read hCaptcha's score, which means the opposite", async () => {
    const { url } = await startVendor({ success: true, score: 0 })
    const send = makeApp({ provider: 'hcaptcha', verifyUrl: url })
    expect(await send('/magic/send', { captcha_token: 't' })).toMatchObject({ status: 200 })
  })
})

describe('a vendor that gives no verdict', () => {
  async function sendTo(
    verifyUrl: string,
  ): Promise<{ readonly outcome: Outcome; readonly errors: readonly unknown[] }> {
    const errors: unknown[] = []
    const send = makeApp({ verifyUrl, onError: error => errors.push(error), timeoutSecs: 0.3 })
    return { outcome: await send('/magic/send', { captcha_token: 'visitor token' }), errors }
  }

  async function expectRefused(verifyUrl: string): Promise<void> {
    const { outcome, errors } = await sendTo(verifyUrl)
    expect(outcome).toMatchObject(failed)
    expect(errors).toHaveLength(1)
    const told = JSON.stringify([outcome, errors.map(error => [String(error), String((error as Error).cause)])])
    expect(told).not.toContain(secret)
    expect(told).not.toContain('visitor token')
  }

  it('lets nobody in while it cannot be reached', () => expectRefused('http://127.0.0.1:1/'))

  it('lets nobody in while it does not answer', async () => expectRefused(await listen(() => {})))

  it('lets nobody in while its answer does not end', async () =>
    expectRefused(await listen((_, response) => void response.write('{"success":true'))))

  it('lets nobody in when it answers more than 64 KiB', async () =>
    expectRefused((await startVendor(`{"success":true,"padding":"${'x'.repeat(65_536)}"}`)).url))

  it.each(['', 'true', '[true]', 'null', '<html>', '{"success":true'])(
    'lets nobody in when it answers %j',
    async text => expectRefused((await startVendor(text)).url),
  )

  it.each([400, 403, 500, 503])('lets nobody in when it answers %i', async status =>
    expectRefused(await listen((_, response) => response.writeHead(status).end('{"success":true}'))),
  )

  it('does not take the secret to where it is sent', async () => {
    const elsewhere = await startVendor({ success: true })
    await expectRefused(await listen((_, response) => response.writeHead(307, { Location: elsewhere.url }).end()))
    expect(elsewhere.asked).toEqual([])
  })

  it.each(['missing-input-secret', 'invalid-input-secret', 'sitekey-secret-mismatch'])(
    'tells the operator of %s',
    async code => expectRefused((await startVendor({ success: false, 'error-codes': [code] })).url),
  )
})

it.each([
  [{ provider: 'Turnstile' }, 'provider'],
  [{ provider: '__proto__' }, 'provider'],
  [{ secret: '' }, 'secret'],
  [{ minScore: 0.5 }, 'minScore'],
  [{ provider: 'recaptcha', minScore: 1.1 }, 'minScore'],
  [{ provider: 'recaptcha', minScore: Number.NaN }, 'minScore'],
  [{ paths: [] }, 'paths'],
  [{ paths: ['magic/send'] }, 'paths'],
  [{ paths: ['/'] }, 'paths'],
  [{ verifyUrl: 'example.com' }, 'verifyUrl'],
  [{ timeoutSecs: 0 }, 'timeoutSecs'],
])('%j stops the start and names %s', (options, name) => {
  const start = () => captcha({ provider: 'turnstile', secret, fetch, ...(options as Partial<CaptchaOptions>) })
  expect(start).toThrow(ConfigError)
  expect(start).toThrow(new RegExp(`^${name}:`))
})

it('goes to the vendor of the provider unless told otherwise', async () => {
  const urls: string[] = []
  const answer = async (url: string) => {
    urls.push(url)
    return Response.json({ success: true })
  }
  for (const provider of ['turnstile', 'hcaptcha', 'recaptcha'] as const) {
    await makeApp({ provider, fetch: answer })('/magic/send', { captcha_token: 't' })
  }
  expect(urls).toEqual([
    'https://challenges.cloudflare.com/turnstile/v0/siteverify',
    'https://api.hcaptcha.com/siteverify',
    'https://www.google.com/recaptcha/api/siteverify',
  ])
})
