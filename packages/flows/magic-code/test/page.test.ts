import { createHash } from 'node:crypto'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { type Answer, createHarness, email, outcomes, times } from './harness.ts'

const paths = ['/magic-link/verify', '/email/change/confirm']

it.each(paths)('%s is a page with one button, out of reach of other pages and caches', async path => {
  const { call } = createHarness()
  const page = await call(`${path}?token=pylonl_1`, { method: 'GET' })
  expect(page.status).toBe(200)
  expect(page.text.match(/<button/g)).toHaveLength(1)
  expect(Object.fromEntries(page.headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
  })
  expect((await call(path, { method: 'HEAD' })).status).toBe(200)
})

it('lets its own script and style run, by their digests, and loads nothing', async () => {
  const { call } = createHarness()
  const { text, headers } = await call('/magic-link/verify', { method: 'GET' })
  const csp = headers.get('content-security-policy') ?? ''
  for (const [tag, directive] of [
    ['script', 'script-src'],
    ['style', 'style-src'],
  ]) {
    const digest = createHash('sha256')
      .update(contentOf(text, tag ?? ''))
      .digest('base64')
    expect(csp).toContain(`${directive} 'sha256-${digest}'`)
  }
  expect(csp).toMatch(/^default-src 'none'; .*connect-src 'self'; base-uri 'none'; form-action 'none'; frame-anc/)
  expect(csp).not.toContain('unsafe')
  expect(text).not.toMatch(/(?:src|href|action)=|https?:|\son\w+=/)
})

it.each([
  '"><script>alert(1)</script>',
  '</script><img src=x onerror=alert(1)>',
  '\u0000\u2028\ud83d\ude00',
  "';alert(1)//",
  'x'.repeat(8_000),
])('is the same for every token: none stands in it (%#)', async token => {
  const { call } = createHarness()
  const plain = await call('/magic-link/verify', { method: 'GET' })
  const page = await call(`/magic-link/verify?token=${encodeURIComponent(token)}`, { method: 'GET' })
  expect([page.status, page.text]).toEqual([200, plain.text])
})

it('redeems nothing however often it is opened: mail scanners follow links', async () => {
  const { call, lastToken, stores } = createHarness()
  await call('/magic-link/send', { body: { email } })
  const token = lastToken('sign_in_link')
  for (const method of ['GET', 'HEAD', 'OPTIONS'])
    await times(5, () => call(`/magic-link/verify?token=${token}`, { method }))
  expect(await stores.sessions.count()).toBe(0)
  const answers = await times(1, () => call('/magic-link/verify', { body: { token } }))
  expect(outcomes(answers)).toEqual({ '200': 1 })
})

it('posts the token of its own URL when the button is pressed, and says that it worked', async () => {
  const { call, lastToken } = createHarness()
  await call('/magic-link/send', { body: { email } })
  const page = await open(call, `/magic-link/verify?token=${lastToken('sign_in_link')}`)
  expect(page.posted).toEqual([])
  await page.press()
  expect(page.posted).toEqual([{ path: '/magic-link/verify', outcome: '200' }])
  expect([page.status.textContent, page.button.isThere, page.wentTo]).toEqual(['You are signed in.', false, null])
})

it('goes where the link was asked to lead, with a grant or a challenge', async () => {
  for (const isOwed of [false, true]) {
    const { call, lastToken, addUser } = createHarness({ hasSecondFactor: () => isOwed })
    await addUser()
    await call('/magic-link/send', { body: { email, callback_url: '/in' } })
    const page = await open(call, `/magic-link/verify?token=${lastToken('sign_in_link')}`)
    await page.press()
    expect(page.wentTo).toBe('https://id.example.com/in')
  }
})

it('says what is owed, and what went wrong', async () => {
  const { call, lastToken, addUser } = createHarness({ hasSecondFactor: () => true })
  await addUser()
  await call('/magic-link/send', { body: { email } })
  const url = `/magic-link/verify?token=${lastToken('sign_in_link')}`
  const first = await open(call, url)
  await first.press()
  expect(first.status.textContent).toMatch(/One more step/)
  const second = await open(call, url)
  await second.press()
  expect([second.status.textContent, second.button.isThere]).toEqual([
    'This link is wrong, was used, or has expired',
    false,
  ])
  const offline = await open(async () => Promise.reject(new TypeError('fetch failed')), url, await call(url, get))
  await offline.press()
  expect([offline.button.isThere, offline.button.disabled]).toEqual([true, false])
  expect(offline.status.textContent).toMatch(/Check the connection/)
})

it('is for a change of address too', async () => {
  const { call, lastToken, addUser, login } = createHarness()
  const bearer = await login(await addUser())
  await call('/email/change/request', { bearer, body: { new_email: 'new@example.com' } })
  const page = await open(call, `/email/change/confirm?token=${lastToken('change_email')}`)
  await page.press()
  expect(page.posted).toEqual([{ path: '/email/change/confirm', outcome: '200' }])
  expect(page.status.textContent).toBe('The address is changed, and you are signed in.')
})

const get = { method: 'GET' }

type Call = (path: string, options?: { method?: string; body?: unknown }) => Promise<Answer>

interface OpenPage {
  readonly status: { textContent: string }
  readonly button: { disabled: boolean; isThere: boolean }
  readonly posted: readonly { readonly path: string; readonly outcome: string }[]
  readonly wentTo: string | null
  press(): Promise<void>
}

/** Runs the page's script with just enough of a browser around it. */
async function open(call: Call, url: string, opened?: Answer): Promise<OpenPage> {
  const { text } = opened ?? (await call(url, get))
  const posted: { path: string; outcome: string }[] = []
  let press = async (): Promise<void> => {}
  const status = { textContent: '' }
  const button = {
    disabled: false,
    isThere: true,
    dataset: { done: /data-done="([^"]*)"/.exec(text)?.[1] },
    remove() {
      button.isThere = false
    },
    addEventListener(_type: string, listener: () => Promise<void>) {
      press = listener
    },
  }
  const { pathname, search } = new URL(url, 'https://id.example.com/')
  const page = { status, button, posted, wentTo: null as string | null, press: () => press() }
  runInNewContext(contentOf(text, 'script'), {
    URLSearchParams,
    document: { querySelector: (selector: string) => ({ button, p: status })[selector] ?? null },
    location: { pathname, search, replace: (to: string) => Object.assign(page, { wentTo: to }) },
    async fetch(path: string, { body }: { body: string }) {
      const answer = await call(path, { body })
      posted.push({ path, outcome: answer.outcome })
      return { status: answer.status, json: async () => answer.body }
    },
  })
  return page
}

const contentOf = (html: string, tag: string): string =>
  new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(html)?.[1] ?? ''
