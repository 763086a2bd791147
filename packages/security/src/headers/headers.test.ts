import {
  actionPageReply,
  ConfigError,
  createApp,
  type HeaderList,
  jsonReply,
  type Reply,
  type RequestContext,
} from '@pylon/core'
import { describe, expect, it } from 'vitest'
import { type HeadersOptions, type HeadersPlugin, headers } from './headers.ts'

const https = 'https://app.example.com'

/** The headers of `/`, whose handler gets the plugin. */
async function headersOf(
  plugin: HeadersPlugin,
  handle: (ctx: RequestContext) => Reply = () => jsonReply(200, {}),
  path = '/',
): Promise<Readonly<Record<string, string>>> {
  const app = createApp({
    routes: [{ method: 'GET', path: '/', auth: 'anyone', handle: async ctx => handle(ctx) }],
    plugins: [plugin],
  })
  return Object.fromEntries((await app.fetch(new Request(https + path))).headers)
}

const withHeaders = (list: HeaderList) => (): Reply => jsonReply(200, {}, list)

const policyOf = async (options: HeadersOptions): Promise<string | undefined> =>
  (await headersOf(headers(options)))['content-security-policy']

const nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

it('gives every answer the whole set, refusals too', async () => {
  for (const path of ['/', '/nowhere']) {
    expect(await headersOf(headers({ expectedOrigin: https }), undefined, path)).toMatchObject({
      'content-security-policy': nothing,
      'strict-transport-security': 'max-age=63072000; includeSubDomains; preload',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'permissions-policy': expect.stringMatching(/camera=\(\), .*geolocation=\(\), .*microphone=\(\)/),
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
    })
  }
})

it('never sends HSTS where the server is reached by plain http, or that is not known', async () => {
  for (const options of [{}, { expectedOrigin: null }, { expectedOrigin: 'http://app.example.com' }]) {
    expect(await headersOf(headers(options))).not.toHaveProperty('strict-transport-security')
    const own = { ...options, strictTransportSecurity: 'max-age=60' }
    expect(await headersOf(headers(own))).not.toHaveProperty('strict-transport-security')
  }
})

const names = {
  contentSecurityPolicy: 'content-security-policy',
  strictTransportSecurity: 'strict-transport-security',
  contentTypeOptions: 'x-content-type-options',
  referrerPolicy: 'referrer-policy',
  permissionsPolicy: 'permissions-policy',
  crossOriginOpenerPolicy: 'cross-origin-opener-policy',
  crossOriginResourcePolicy: 'cross-origin-resource-policy',
  frameOptions: 'x-frame-options',
}

describe.each(Object.entries(names))('%s', (option, name) => {
  const value = option === 'contentSecurityPolicy' ? "default-src 'self'" : 'something else'

  it('can be replaced, turned off, and set by a reply', async () => {
    const usual = await headersOf(headers({ expectedOrigin: https }))
    const replaced = await headersOf(headers({ expectedOrigin: https, [option]: value }))
    expect(replaced).toMatchObject({ ...usual, [name]: value, 'x-request-id': expect.any(String) })

    const off = await headersOf(headers({ expectedOrigin: https, [option]: false }))
    expect(Object.keys(off)).toEqual(Object.keys(usual).filter(each => each !== name))

    const own = await headersOf(headers({ expectedOrigin: https }), withHeaders([[name.toUpperCase(), 'its own']]))
    expect(own).toMatchObject({ ...usual, [name]: 'its own', 'x-request-id': expect.any(String) })
  })

  it('takes no line break and nothing that is no text', () => {
    for (const bad of ['a\r\nX-Evil: 1', 'a\nb', 'a\0', 'ü', '', ' a', 7, null]) {
      expect(() => headers({ [option]: bad })).toThrow(ConfigError)
    }
  })
})

it('leaves the pages of the core as they are', async () => {
  const page = actionPageReply({ title: 'Join', text: 'Hi', button: 'Accept', done: 'Done' })
  const sent = await headersOf(headers(), () => page)
  expect(Object.entries(sent).filter(([name]) => name === 'content-security-policy')).toEqual([
    ['content-security-policy', page.headers.find(([name]) => name === 'Content-Security-Policy')?.[1]],
  ])
  expect(sent['x-frame-options']).toBe('DENY')
})

describe('a policy', () => {
  it('stands on top of the default one when it is given by directives', async () => {
    const contentSecurityPolicy = {
      'default-src': ["'self'"],
      'img-src': ["'self'", 'data:', 'https://*.example.com:*/a'],
      'form-action': false as const,
      'upgrade-insecure-requests': [],
    }
    expect(await policyOf({ contentSecurityPolicy })).toBe(
      "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; " +
        "img-src 'self' data: https://*.example.com:*/a; upgrade-insecure-requests",
    )
  })

  it('is the whole of it when it is given as text', async () => {
    expect(
      await policyOf({ contentSecurityPolicy: " Script-Src 'self'  'sha256-abc+/=' ;;sandbox allow-forms; " }),
    ).toBe("script-src 'self' 'sha256-abc+/='; sandbox allow-forms")
  })

  it.each([
    ['a misspelt directive', { 'scripts-src': ["'self'"] }],
    ['a keyword without its quotes', { 'script-src': ['self'] }],
    ['none without its quotes', { 'object-src': ['none'] }],
    ['a hash without its quotes', { 'script-src': ['sha256-abc'] }],
    ['a nonce that is written down', { 'script-src': ["'nonce-abc'"] }],
    ['a directive within a source', { 'script-src': ["'self'; script-src *"] }],
    ['two sources in one', { 'script-src': ["'self' https://a.example"] }],
    ['a comma', { 'script-src': ['https://a.example,https://b.example'] }],
    ['a line break', { 'script-src': ['https://a.example\r\nX-Evil:1'] }],
    ['an empty source', { 'script-src': [''] }],
    ['a text for a list', { 'script-src': "'self'" as unknown as string[] }],
    ['nothing for a list', { 'script-src': undefined as unknown as string[] }],
    ['no directive at all', ' ; '],
    ['text that is none', 'self'],
    ['a keyword without quotes in a text', 'script-src self'],
  ])('with %s stops the start', (_what, contentSecurityPolicy) => {
    expect(() => headers({ contentSecurityPolicy })).toThrow(ConfigError)
  })
})

describe('the nonce', () => {
  const asking = (plugin: HeadersPlugin) => (ctx: RequestContext) =>
    jsonReply(200, {}, [['X-Nonce', [plugin.nonce(ctx), plugin.nonce(ctx)].join(' ')]])

  async function nonceAndPolicy(contentSecurityPolicy: HeadersOptions['contentSecurityPolicy']): Promise<string[]> {
    const plugin = headers(contentSecurityPolicy === undefined ? {} : { contentSecurityPolicy })
    const sent = await headersOf(plugin, asking(plugin))
    const [nonce = '', again] = sent['x-nonce']?.split(' ') ?? []
    expect(again).toBe(nonce)
    expect(Buffer.from(nonce, 'base64')).toHaveLength(16)
    return [nonce, sent['content-security-policy'] ?? '']
  }

  it('of a request is named by the policy of its reply, for scripts and styles', async () => {
    const [nonce, policy] = await nonceAndPolicy(undefined)
    expect(policy).toBe(`${nothing}; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'`)
  })

  it('is another one for every request', async () => {
    const plugin = headers()
    const sent = await Promise.all(Array.from({ length: 50 }, () => headersOf(plugin, asking(plugin))))
    expect(new Set(sent.map(each => each['x-nonce'])).size).toBe(50)
    for (const each of sent) {
      expect(each['content-security-policy']).toContain(`'nonce-${each['x-nonce']?.split(' ')[0]}'`)
    }
  })

  it('stands where the policy names a place for it, and there alone', async () => {
    const [nonce, policy] = await nonceAndPolicy({ 'script-src': ["'strict-dynamic'", 'nonce'] })
    expect(policy).toBe(`${nothing}; script-src 'strict-dynamic' 'nonce-${nonce}'`)
  })

  it('adds to what scripts and styles may do already, and takes nothing away', async () => {
    const [nonce, policy] = await nonceAndPolicy({
      ...{ 'default-src': ["'self'"], 'style-src': ["'self'", "'unsafe-inline'"] },
    })
    expect(policy?.split('; ')).toContain(`script-src 'self' 'nonce-${nonce}'`)
    expect(policy?.split('; ')).toContain("style-src 'self' 'unsafe-inline'")
  })

  it('leaves an empty place closed when nobody asked for one', async () => {
    expect(
      await policyOf({ contentSecurityPolicy: { 'script-src': ['nonce'], 'style-src': ["'self'", 'nonce'] } }),
    ).toBe(`${nothing}; script-src 'none'; style-src 'self'`)
  })

  it('does not touch a policy of the reply, nor one that is off', async () => {
    const plugin = headers()
    const own = await headersOf(plugin, ctx =>
      jsonReply(200, { nonce: plugin.nonce(ctx) }, [['Content-Security-Policy', "default-src 'self'"]]),
    )
    expect(own['content-security-policy']).toBe("default-src 'self'")
    expect((await nonceAndPolicy(false))[1]).toBe('')
  })
})

it('stops the start when the origin is none', () => {
  expect(() => headers({ expectedOrigin: 'app.example.com' })).toThrow(ConfigError)
})
