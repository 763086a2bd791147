import type { RunningServer } from '@pylon/node'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeCertificate } from './certificate.ts'
import { findChromium, launchTolerantChromium } from './chromium.ts'
import { type Site, type SiteRequest, startOtherSite, startSite } from './defences-site.ts'
import { openVisitor, type Visitor } from './visitor.ts'

const executable = findChromium()

describe.skipIf(executable === null)('the defences, in a browser', () => {
  let browser: Browser
  /** Its cookies stay at home, and its pages return tokens. */
  let usual: Site
  /** Its cookies go everywhere, so that the origin alone stands between other sites and a change. */
  let open: Site
  /** The same site (ports do not count), another origin, and trusted. */
  let friend: RunningServer
  /** The same site, not trusted. */
  let neighbour: RunningServer
  /** Another site altogether. */
  let evil: RunningServer

  beforeAll(async () => {
    const tls = makeCertificate()
    const others = (['localhost', 'localhost', '127.0.0.1'] as const).map(host => startOtherSite(host, tls))
    const started = await Promise.all([launchTolerantChromium(executable ?? ''), ...others])
    ;[browser, friend, neighbour, evil] = started as [Browser, RunningServer, RunningServer, RunningServer]
    const shared = { tls, friend: friend.url }
    usual = await startSite({ ...shared, sameSite: 'lax', mode: 'double_submit', allowCredentials: false })
    open = await startSite({ ...shared, sameSite: 'none', mode: 'origin', allowCredentials: true })
  })
  afterAll(async () => {
    await browser?.close()
    await Promise.all([usual?.stop(), open?.stop(), ...[friend, neighbour, evil].map(server => server?.close(0))])
  })

  /** Holds a session of the site, and looks at a page of another. */
  async function signedIn(site: Site, at: string): Promise<Visitor> {
    const visitor = await openVisitor(browser, `${site.origin}/api/auth`)
    expect((await visitor.context.request.post(`${site.origin}/api/auth/guest`)).status()).toBe(201)
    await visitor.page.goto(at)
    return visitor
  }

  const last = (site: Site): SiteRequest | undefined => site.requests.at(-1)

  describe('cors', () => {
    it('lets scripts of an allowed origin read answers and what is exposed, and no others', async () => {
      const visitor = await signedIn(usual, friend.url)
      expect(await call(visitor.page, `${usual.origin}/api/auth/me`)).toMatchObject({ status: 200, requestId: /./ })
      expect(await call(visitor.page, `${usual.origin}/nowhere`)).toMatchObject({ status: 404, code: 'NOT_FOUND' })
      for (const other of [neighbour, evil]) {
        await visitor.page.goto(other.url)
        expect(await call(visitor.page, `${usual.origin}/api/auth/me`)).toBe('unreadable')
      }
    })

    it('keeps answers to requests with cookies from scripts, unless credentials are allowed', async () => {
      const visitor = await signedIn(usual, friend.url)
      expect(await call(visitor.page, `${usual.origin}/api/auth/me`, { credentials: 'include' })).toBe('unreadable')
      expect(last(usual)).toMatchObject({ hasSession: true })

      const guest = await signedIn(open, friend.url)
      const me = await call(guest.page, `${open.origin}/api/auth/me`, { credentials: 'include' })
      expect(me).toMatchObject({ body: { user_id: /^guest_/ } })
      await guest.page.goto(evil.url)
      expect(await call(guest.page, `${open.origin}/api/auth/me`, { credentials: 'include' })).toBe('unreadable')
      expect(last(open)).toMatchObject({ hasSession: true, origin: evil.url })
    })

    it('is asked once: the browser remembers the preflight', async () => {
      const { page } = await signedIn(usual, friend.url)
      const before = usual.requests.length
      const init = { method: 'PUT', headers: { 'X-Device-Label': 'Test' } }
      for (let time = 0; time < 2; time += 1) await call(page, `${usual.origin}/change`, init)
      expect(usual.requests.slice(before).map(({ method }) => method)).toEqual(['OPTIONS', 'PUT', 'PUT'])
    })

    it('lets a preflight stop what is not listed before it is sent', async () => {
      const { page } = await signedIn(usual, friend.url)
      const before = usual.changes()
      expect(await call(page, `${usual.origin}/change`, { method: 'PUT', headers: { 'X-Other': '1' } })).toBe(
        'unreadable',
      )
      await page.goto(evil.url)
      expect(await call(page, `${usual.origin}/change`, { method: 'PUT' })).toBe('unreadable')
      expect(last(usual)).toMatchObject({ method: 'OPTIONS', origin: evil.url })
      expect(usual.changes()).toBe(before)
    })

    it('never takes a sandboxed frame for an allowed origin, be it on a page of one', async () => {
      const { page } = await signedIn(open, friend.url)
      for (const [url, init] of [
        [`${open.origin}/api/auth/me`, { credentials: 'include' }],
        [`${open.origin}/change`, { method: 'PUT' }],
      ] as const) {
        expect(await callInSandbox(page, url, init)).toBe('unreadable')
        expect(last(open)).toMatchObject({ origin: 'null' })
      }
    })
  })

  describe('csrf', () => {
    it('refuses forms and calls of other origins, with the cookies that the browser sends along', async () => {
      const { page } = await signedIn(open, evil.url)
      const before = open.changes()
      expect(await submitForm(page, `${open.origin}/change`)).toMatchObject({ status: 403, code: 'CSRF_REJECTED' })
      expect(last(open)).toMatchObject({ hasSession: true, origin: evil.url })
      for (const other of [evil, neighbour]) {
        await page.goto(other.url)
        expect(await call(page, `${open.origin}/change`, blindly)).toBe('unreadable')
        expect(last(open)).toMatchObject({ method: 'POST', hasSession: true, origin: other.url })
      }
      expect(open.changes()).toBe(before)
    })

    it('lets nobody be signed in by another site, though there is no cookie yet', async () => {
      const { page } = await openVisitor(browser, '')
      for (const [site, other] of [
        [usual, evil],
        [usual, neighbour],
        [open, evil],
      ] as const) {
        await page.goto(other.url)
        expect(await submitForm(page, `${site.origin}/sign-in`)).toMatchObject({ status: 403, code: 'CSRF_REJECTED' })
      }
      await page.goto(friend.url)
      expect(await submitForm(page, `${usual.origin}/sign-in`)).toMatchObject({ status: 200 })
    })

    it('lets a trusted origin post', async () => {
      const { page } = await signedIn(open, friend.url)
      expect(await submitForm(page, `${open.origin}/change`)).toMatchObject({ status: 200 })
      expect(last(open)).toMatchObject({ hasSession: true, origin: friend.url })
    })

    it('lets pages of our own change things: scripts by the header, forms by the field', async () => {
      const { page } = await signedIn(usual, `${usual.origin}/page`)
      expect(await call(page, '/change', { method: 'POST' })).toMatchObject({ status: 403, code: 'CSRF_REJECTED' })
      const token = await page.evaluate(`/__Host-pylon_csrf=([^;]+)/.exec(document.cookie)[1]`)
      const headers = { 'X-CSRF-Token': String(token) }
      expect(await call(page, '/change', { method: 'POST', headers })).toMatchObject({ status: 200 })
      await page.getByRole('button').click()
      await page.waitForURL(`${usual.origin}/change`)
      expect(await page.title()).toBe(`changed ${usual.changes()}`)
      expect(last(usual)).toMatchObject({ origin: 'null' }) // by Referrer-Policy: Sec-Fetch-Site is what counts
    })
  })

  it('keeps session cookies from scripts, subdomains, plain http and other sites', async () => {
    const shared = { domain: 'localhost', path: '/', secure: true }
    for (const [site, sameSite] of [
      [usual, 'Lax'],
      [open, 'None'],
    ] as const) {
      const visitor = await openVisitor(browser, `${site.origin}/api/auth`)
      await visitor.page.goto(`${site.origin}/page`)
      expect(await visitor.call('POST', '/guest')).toMatchObject({ status: 201 })
      const session = await visitor.cookie('__Host-pylon_session')
      expect(session).toMatchObject({ ...shared, httpOnly: true, sameSite })
      const token = site === usual ? await visitor.cookie('__Host-pylon_csrf') : null
      expect(await visitor.page.evaluate('document.cookie')).toBe(token === null ? '' : `${token.name}=${token.value}`)
      if (site === usual) expect(token).toMatchObject({ ...shared, httpOnly: false, sameSite })
    }
  })

  describe('headers', () => {
    it('run the script with the nonce and no other, and say nothing that the browser does not know', async () => {
      const visitor = await openVisitor(browser, '')
      await visitor.page.goto(`${usual.origin}/page`)
      await visitor.page.getByText('Text').click()
      await expect.poll(() => visitor.complaints).toContain('error: policy: script-src-attr')
      expect(await visitor.page.title()).toBe('Page nonce')
      const policies = visitor.complaints.filter(text => text.startsWith('error: policy: '))
      expect(policies).toEqual(['error: policy: script-src-elem', 'error: policy: script-src-attr'])
      expect(visitor.complaints.filter(text => !/policy/i.test(text) || /permissions|opener/i.test(text))).toEqual([])
    })

    it('let no page be framed', async () => {
      const { page, complaints } = await openVisitor(browser, '')
      for (const [at, other] of [friend, evil].entries()) {
        await page.goto(other.url)
        await page.evaluate(`document.body.innerHTML = '<iframe src="${usual.origin}/page"></iframe>'`)
        await expect.poll(() => complaints.filter(text => /frame-ancestors/.test(text))).toHaveLength(at + 1)
        expect(page.frames().at(-1)?.url()).not.toContain(usual.origin)
      }
    })

    it('cut a page off from the window that opened it', async () => {
      const { page } = await openVisitor(browser, '')
      await page.goto(evil.url)
      await page.evaluate(`void (window.opened = open('${usual.origin}/page'))`)
      await expect.poll(() => page.evaluate('window.opened.closed')).toBe(true)
      const popup = page.context().pages().at(-1)
      await popup?.waitForURL(`${usual.origin}/page`)
      await expect.poll(() => popup?.evaluate('window.opener')).toBeNull()
    })
  })
})

interface Answer {
  readonly status: number
  readonly code?: string
  readonly body?: unknown
  readonly requestId?: string | null
}

/** As another site calls that cannot read the answer: no preflight, and every cookie there is. */
const blindly = { method: 'POST', mode: 'no-cors', credentials: 'include' } as const

/** What `fetch` of the browser takes. */
interface Init {
  readonly method?: string
  readonly mode?: 'no-cors'
  readonly credentials?: 'include'
  readonly headers?: Readonly<Record<string, string>>
}

/** A page's own script calls: `unreadable` is all it learns where the browser keeps the answer. */
const call = (page: Page, url: string, init: Init = {}): Promise<Answer | 'unreadable'> =>
  page.evaluate(fetching(url, init))

const fetching = (url: string, init: Init): string => `(async () => {
  try {
    const response = await fetch('${url}', ${JSON.stringify(init)})
    const { status, headers } = response
    const body = headers.get('content-type')?.includes('json') ? await response.json() : null
    return { status, code: body?.error?.code, body, requestId: headers.get('x-request-id') }
  } catch {
    return 'unreadable'
  }
})()`

/** The same in a frame without an origin. */
const callInSandbox = (page: Page, url: string, init: Init): Promise<unknown> =>
  page.evaluate(`(() => {
    const frame = document.createElement('iframe')
    frame.setAttribute('sandbox', 'allow-scripts')
    frame.srcdoc = ${JSON.stringify(`<script>${fetching(url, init)}.then(answer => parent.postMessage(answer, '*'))</script>`)}
    const told = new Promise(resolve => addEventListener('message', event => resolve(event.data), { once: true }))
    document.body.append(frame)
    return told
  })()`)

/** As a page does that sends its visitor away with a form. */
async function submitForm(page: Page, url: string): Promise<Answer> {
  const answered = page.waitForResponse(response => response.url() === url && response.request().method() === 'POST')
  await page.evaluate(`(() => {
    const form = document.createElement('form')
    Object.assign(form, { method: 'post', action: '${url}' })
    document.body.append(form)
    form.submit()
  })()`)
  const response = await answered
  const text = await response.text()
  return { status: response.status(), code: text.startsWith('{') ? JSON.parse(text).error?.code : undefined }
}
